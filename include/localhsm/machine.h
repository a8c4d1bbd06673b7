/* The real ports: the machine's clock and OpenSSL's randomness. The log is the program's to add. */
#ifndef LOCALHSM_MACHINE_H
#define LOCALHSM_MACHINE_H

struct ports;

/* Fills now and random; log is left to nothing (lines are dropped) until the program sets it. */
void machine_ports(struct ports *ports);

#endif
