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
static const char rsa_three_primes[] = /* RSA of 2048 bits, of three primes */
    "MIIE8gIBADANBgkqhkiG9w0BAQEFAASCBNwwggTYAgEBAoIBAQC+CDq4u0KYLuN6mEvAW9Wncl1k4u0I"
    "Qt4h79PD9q6mbPSXEvAiMnWtcOR/0hxtozBb3XrwW/uR8LO01sndlyd8r24WDXjgfS9cGyYyab+K647h"
    "42FYe0UGCneGDGCsBtvQFax2kddPsTWPo5W+FvVVfKzXuR4jGW1gwIVzARsJ+ZZJvI2KN2c3lkbgA9ZO"
    "/BkL+3/IQFfy1o47rq6DBgZkrQQH+KswK7GONJr1hLq9iL3zclth8TMT9A5dPjYOA/63PkUoBSWq5imF"
    "1cbfoVZ+upf2+VByEil5WyEdG1lXUuOFQzlqxm4dscxsC6TOWRsQLSTQqtZqDsyG5zDkS2MdAgMBAAEC"
    "ggEAeIl7xeVx7ln/jKnBkvgtY5MVToLqWw0fHWOkbW6xhXsjAhjPHMHpBuTO64z430pdyEeKTZ/qyL1n"
    "H9QGI3pXX61fJLnS7II7Yi8OYXfWOWYFMZ8rBdPHY0NdDXmWgzHpNhxTcPLRLGVBp8kNbRfGsPsZfxYw"
    "wkUFHO11mMtQCiPXgWB70om/8pZrKD4QkG3bb8iZeVaaRQMoegWKb2eQTxHaENOz3PAwgf0+dNtgh5w/"
    "13i1qV6pPPMLVr0BsDdm7t8oEJAFwaM7OGhdMcJkezL152i8U6rRNLWgNOrtVoz3897unj69FXrTPLNh"
    "V1FxOnJpK/aJL9nv85Pq3Va4AQJWB88kTvrNm+pAt/Bl3D2F9aLfZpZljnpPIvb30Lls9wLGf2NVYRD8"
    "Si60jUrCv4xilDWffx9ZW9vdxa0EyDrKr7Oriof++AscgZtHemnIPpW7LHXUmPECVgblsHSvGI0vNu8y"
    "JL0x9epPJnIxiJ2aV03DzOyIFlVtXgFlm2snNzANYKS3ToKmUehUti4idA0cqrL9/lv36leMdR1SBHqY"
    "FNPw91glNVJDFZIR3Yo9AlUkmtWXYgxozaaQkEzoE3vb75tBRbrGIozRWNhJjOU498l9WCLe3L+++y9b"
    "HxXCzEtKcBEz0b8M15K3CE9iRDPTZmCy/Mgt6+ezoCttpG0A8Nxvi+UBAlYC/r0YfmyP6p/VURYJHmfm"
    "fsZ4MjBcGAivWUZktFfWcu6udpv99QKPGFAOVxd9vpG07QxLjmSMyRULMybAczDNIc49lD8jqWTqACq4"
    "mTfFaCI20xE8FQJWBmjpj7Jy5EdHr5cdZ+zVbUi+UJabPkOj8WSMlO4qSFq8xBiJaY4S+gxP0kedBUPR"
    "x8lyeYz8D1SZWQ41HdQqxZ/ATmQzM5EWV6c/KDuq8GbzvqB6toQwggEMMIIBCAJWA4c18YfmJESv5KgG"
    "vfKNClWsx3nGpGGkwDrCYrJP/V8v36Ulz6MWzEWwYEyXCgL+8SUdKwCPWsM7W+tk9Psso6S5IVtw6yio"
    "xK9fYBzufo2idQtPKHECVgJjyHckjQ+N8vJXmdF5hG02oQSwiIt5lCWc52QA0cuWeQ/shhMBrgSJQ7HG"
    "zxu58cOXVw10oKVizkcxx71kkNT7U2az0GWIseAfxeONVUIlX6AWG/URAlYC9pRgtbmaUH8Zg+Vk8yFp"
    "+yZ2oQbnSW/eveizDyZMFQ7mpLtsWUlCNVEnIXZgui47dmLtGojjVinuQkw4aKjRiRh/fokI3KvUkjqh"
    "M2ZjQsWglLP//g==";
static const char p192[] = /* a curve that is too short */
    "MG8CAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQEEVTBTAgEBBBjIaN++yDzIWr5hxpjMm1HsWqJiTMTRaG2h"
    "NAMyAATWJ9XFCY3SD6Z/p/674JMkc5p3DLrcwfZtlYuHxnjvyrZppSQUmU5G4dDiyyC//TQ=";
static const char brainpool[] = /* a curve that is not ours */
    "MIGIAgEAMBQGByqGSM49AgEGCSskAwMCCAEBBwRtMGsCAQEEIAQ4zhSF33Zv/O0G7ta3DQNJttgloZjm"
    "7WM42ycxlkReoUQDQgAEeKzFQGxLLZilvI64pOFdpicwFyEFXmcB+Yyb+C9ogP8yBKO+ELEnggs1MH9h"
    "I1BAiIEkfLA9/B4x50JDBqNssA==";
static const char ed25519[] = /* EC to an HSM, a type of its own to OpenSSL */
    "MC4CAQAwBQYDK2VwBCIEIKsbQOnn17zWDUffgTQvu4ppKe2kTGrFWp4lvgCZiNCH";
