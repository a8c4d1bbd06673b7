/*
 * Private keys, most of which no HSM here takes: PKCS#8 in base64, made with openssl genpkey
 * and ecparam for these tests alone.
 */
static const char explicit_p256[] = /* P-256 with its parameters spelt out */
    "MIIBeQIBADCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA"
    "////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr"
    "vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vObl"
    "Y6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8A"
    "AAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBBG0wawIBAQQgOCWUPmQP8zZUQzlNwh6nG9lucB73"
    "BIoSW0ehat31iuahRANCAAQwKdxz6H6YH1qlxP0wXu1BkVkEsG1WlBLvAqtQjO4OdwDPtfNYHSJXefRI"
    "JCoF/XS7NFzLGMyh9EWVMC+vuqpz";
static const char rsa_1024[] = /* RSA of 1024 bits */
    "MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAJq60eX/KD+GeiVxaYZqQ81+Cw17iDUG"
    "yBc3/7Sw7te25VNXF16v1tcSYmazxNlg71DR2dG3DlfzC7F619k1HqYU617cU+ca/crsPFYDguODNi7K"
    "PtJEtY4dpTRZ1q7m3EqpOKcSHAnQX8xal1j+dOiipf70rxTtmQvcy3v/mfHDAgMBAAECgYAxOwfV2h2A"
    "ONVcXH1q2xy/oT77BzcLSCEZ4iNl5nXYBMVqgudYpTICNENC0ifr0j/SwzI+27OgoCA0VBWhcplRV99a"
    "XvBg3U11SfNxJ2ZZTXfYHRyWTTTMSOBpOcqa4vtE0mP5KXnmGWAE+aQR/htx/OHHaGuq7auhycnt8Mb0"
    "wQJBAMu9r+tHcT7yi89pp9X0yZYu11rORt9/KKdacZAXfraAXR0Tnil7wynV5V/E10fgOMcpTAh8DN/U"
    "7lX5nG0c9/sCQQDCauS8XwNq0kxtmL5yaR1EedeL3VNweCI2cW6jl4y87cf1nm9tq9JSlkw4V37jJzlb"
    "EpKuSRbFDgeO0/BuoNrZAkEAjzdDleueW1U7mgz3AZsUqRE8KISfpTNJbHpTIaqiU79ftLS5lQd+ZMYK"
    "eotvmQKwZq9M1xn8IssWzjCsGLcoSQJBAJb7Sl1bcBzx6jamiyfwp7D46kKNA/Jw6SjcmG5lD//crQ/7"
    "FU/XQsOuQszybfDcEje+ybidvBgWGBp8TtirBKkCQQCIOrAWN6SlujCmiY5sFGRg4A01Z5+o4Au5S9f6"
    "yR6svK4dHz4LiraCiBew+BQ8VDNyByZgYweaLr01u7cM7i0X";
static const char p192[] = /* a curve that is too short */
    "MG8CAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQEEVTBTAgEBBBjIaN++yDzIWr5hxpjMm1HsWqJiTMTRaG2h"
    "NAMyAATWJ9XFCY3SD6Z/p/674JMkc5p3DLrcwfZtlYuHxnjvyrZppSQUmU5G4dDiyyC//TQ=";
static const char brainpool[] = /* a curve that is not ours */
    "MIGIAgEAMBQGByqGSM49AgEGCSskAwMCCAEBBwRtMGsCAQEEIAQ4zhSF33Zv/O0G7ta3DQNJttgloZjm"
    "7WM42ycxlkReoUQDQgAEeKzFQGxLLZilvI64pOFdpicwFyEFXmcB+Yyb+C9ogP8yBKO+ELEnggs1MH9h"
    "I1BAiIEkfLA9/B4x50JDBqNssA==";
static const char ed25519[] = /* EC to an HSM, a type of its own to OpenSSL */
    "MC4CAQAwBQYDK2VwBCIEIKsbQOnn17zWDUffgTQvu4ppKe2kTGrFWp4lvgCZiNCH";
