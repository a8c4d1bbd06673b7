/*
 * RSA test vectors of Project Wycheproof (C2SP/wycheproof, testvectors; its names and numbers stand
 * with each), and the keys they are under, as PKCS#8. All in base64.
 */
#ifndef LOCALHSM_RSA_VECTORS_H
#define LOCALHSM_RSA_VECTORS_H

/* The key of the OAEP, PSS and PKCS#1 signature vectors. */
static const char rsa_key[] =
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCitFGgfQql+W5FVnFRNVBRSopbRi6+9xcJT6H+"
    "6CIk5jf5dG0/fK/TGHjYAyW271oXAPZZA7RpQp6J1urIhFCXtas5MYnbklEu2KdxGhJT+s0g95wV6CR/PT5C5G5I"
    "yY4lSi/pdlMToD7/jxfhoCk5eh+iao3OJvSQ7YEplhXZgUwi2mEEKOCcfZZYWUJm9cAh0PzsoI2UWhK+gt5NHs5r"
    "TAMUW100ldTtVBHrh42vBf16/D4JraDxEmQi9ZCXWhlpgW9IaYvLuhtNnK551GDY+fheeXUAXZvCLE5awPfBpF0S"
    "VppigH07mgLlpTDncwZvRT0fW0wunPeCAoP3QrnVAgMBAAECggEAdifu81Z7KicmjlIFPs0xw6cXLMud3O6BmzBq"
    "Wzxmt1c8pPqI78bzxKAL+grnE59kVDpNrD0Fgj9v9HfPzshP4qx6aLFyBLOQIy4RAxDE6JnE58EJZ9tKzeBC278Z"
    "2+ALS0dB3hAgqqr/tQVMeXyfE299k6w/yMr/ZlQkLXgh6+5Re/U39ENmoP3UWuBbmQnC5swe2Sge/0OZ92yWuWIz"
    "7CmuC78NdSsjT8GXOJ9RBQqhrNAcB0w6yPvbnqi2UalZlejbStXEO2yGc+WhJufulLjf9MWvwBJZvI2naVC65vi6"
    "5xX1CYWw1vZtBMb+87cAcg7s3N8XG7ex7L5yicRnwQKBgQDcQxBQ94LolPtSSCR9mMt9WLjR4k87VdBBxW5N4Iaw"
    "1bsCi9pC7rXSNNVoHlgJ1BXmoomtTPv3j5ePbDWBT1Duv/HFuApp94joHmurXdqng2nWWdFD7G8X55gTpXXPrZxW"
    "kVa5ARPi6REK2ee0ihyTSKbmUzIRkSkOo2z7OlsY8QKBgQC9GoHnl3+YmBIic64yIrWY6l+xnrTqvDgwil4yGWYD"
    "suUA/7efW4hoFmEd68Ry+sRVRAcL6wV8lBN4poaK87egPT+YgOxH1eCJuU+95UKrqa6NcsVwiNer9bEx85CY97wW"
    "D5BTaryUkv1OBvPtcpnUuXuwNncgfZVmnxQM+8IPJQKBgQCpS1KLKPKRWZEh2RlS/9HH8h18FHnZnUeIhfsWGHDu"
    "Ehi/CEcmEtvlSX6NnGUGiOCceGlhrj4sNU3EiuNFFHWcTCPEWISIlh3Aa0FOYcDh5/u9KSPTFTL+KJ+W2iIHEeWM"
    "FAGYCOAEFCdpM7sH5O+5tKmzdlaRcgUgnzPwlRXXwQKBgDrw5yqTOu8J/yUD33i6/tUxwC/xorxDfFQM3L1K01Q1"
    "z1EXY1llQ0gGKbEUyn94D/fvoy6gy24ADW2eofLvcf2c+ZSEIqFlVX4351Xt/nDZC5IFAutHi8mKY/eIzjoPhW1u"
    "3nJRo4O/qPpICoGpJa97PMU4xLq4yfdZf/toAR2NAoGAJkD7+8/vsWPueoe2SDpm7kH5VtkPqKeTm/wELuCSSxt5"
    "k9BEX3WNUZM+hRecAyCwyWi0ipHDi1vpI+EJfAxWL4jUIpS2onWbr6VCinTxJwh05F9vzGDyFgLeXszRQ88xJB9Z"
    "IbWtOYP7VO8XvjsoU2flDJmcZyR7VS/kv86UX3s=";

/* rsa_oaep_2048_sha256_mgf1sha256, 3: "Test". */
static const char oaep_test[] =
    "Xqs/B0HmOYbtZH1T4c1x3wQZhpAIA9D5nGg1XSSaFaR9xbT3ChkUd2VCmeWicx87Tux23qGCYvxpaseU5fZsv83a"
    "xEcsV44kbCZwdZgFVYRUC4OYNrFATFYRrlWKmEzuj9A2zqkk4L4kdKlA9h4KzBT8rpXr3FmUKpzpr5qcgZmff2gV"
    "8Ff/3CUzyxXWOR0eLZXxb5wEIJyImkw1nH0pJtKKZuKwMKQWuSjSglYnmY5RkftJg6bmUCQmLZT8CRh6LXgWISJD"
    "MlHRv8yOUH0G66LSKcEAMSYdoyq4zNFfHF+fvwftFYSD1zahEK9LRNak2mDWy1GbRFQhPPnw3FYPKw==";

/* 8 there: "123400" under a label of eight zero bytes, which our empty one is not. */
static const char oaep_with_label[] =
    "ZYPi8Xaqfn9lXSxTSXNJwVbIhR+yMyVYnoX7g7+oVzRsq6IizaoyNOcVZBVCmMJNu4XhiCKh1ef6pHhjpk12h0o8"
    "vHD02fE3Qmo0TEc/rB3XAIqZc3Zen2bFtJJTWmR8JzxPeM61qnupY6IULyzkqB+ATAArmy6rs8degKPGzq/lOEpU"
    "TGcqXSjTK7hxFfQ+t5d1/Zs/Si9uaok2i92V7x0BSHe2Cv2xI0rNV2U6ZUWfAbL744HyKnOVBLSJen5sM7Y0mydt"
    "tgg6utnBaUBYWbgAyBIjdjS1A95q2kMBPB2GaXoTW+eKl4RXbXltYqp4GeLqDi2QL/3Zz90a5mIS7g==";

/* rsa_pss_2048_sha256_mgf1_32, 3: the signature of "Test" with 32 bytes of salt. */
static const char pss_test[] =
    "QB6wPNtHyogDPjAw9r3susj1yPwd1qE9I9N57ZorMJiR0T10/qnSHRWbnm2PN++iSJli4kVV9W3UNP8dMc5Pn1q9"
    "PyLL6otpHWoR5E77g+K8oVXmoWQyXg/eKohlr9XJ9RFhqdYV9ir37C4xs+WrZJwWRJDTHYjPrjW4Sup5JWkPkpoU"
    "S20vSOj7iUpS3uzRuaZJaZDE7PFYhpmkLKzRDFOvNQUU5CkeqaBY538QHjLBwM76YdlF97yTH4vRnnujFpNYpg5a"
    "iwEjvDGZuf3K/o5RnEG6Z1SRonuF5E7y13J3wQ/hByk8gpAYaRO8mpm2QNjaBBtk8x6rHTWSCYX0pQ==";

/* rsa_signature_2048_sha256, 3: of "Test". */
static const char pkcs_signature_test[] =
    "JkSR6ETBGfFOQlwDKCE5pVjc2uuCpGKBc81Af9MZ+QdurrwN2HocIuTReDkJaIbVip1bf3rrY+/sVsRax76tQgO2"
    "iG4fqpDgKOwK4JTUa/P5fv3RkEXPvCWhq9okMmOfmHZAXA1o+O2/BHwSpFT3aB1dWitUvTcj0ZPbrUM4uq11MmQA"
    "bi0IkxxLi7eaocnK0Q62YF+HxYMfbisI4AL5xvIRQfWEHZJyfdPh2Zw2vFYNo8kGffmfyvgYlB9yWIvjMDK60iyv"
    "ZwQiO7EU1XW20C2dIitYAAXZMOj0DM6fZy7rtjSiAXfYQ1FieWS4PyBT1zaoSrGgBfY71bqUPeYgXA==";

/* 8 there: of "123400", with a DigestInfo that lacks the NULL. */
static const char pkcs_signature_no_null[] =
    "CV2tH9grzTZlKjgbf03WVr2JtAqli1baT2qoJHh0uTXmXSuGdS1TffcQOITTndmtPWX4dARSawkJTFYVxiSZebDc"
    "WNIZmuhpalt2tLsD6vCMKrauxobGsbKJybRPZIvTDLGsamSnPWjlnNBeeqG3gPS/17g9/juITsEYIak9xbu0egDu"
    "pFV7a5a1ZWJ2AB8fKV3bu8URqZuaZlucJnTIrw2BIobQvjznSBe6LK0oN1feNd+xSfKDX2DLA/8VVSSlf3ixSP7O"
    "uEzSCwriLj5I9DP72b/WC+iv7JMWXuAxC+lh02lfMJ0DEyDIMKproItaUdlDeXCXxXYwvjkb0jc2zA==";

/* The key of the PKCS#1 v1.5 encryption vectors. */
static const char rsa_pkcs_key[] =
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCzUQorzUzmRMW1lK5QWeErLwVLZY1dpZWaL98Y"
    "cbgIvD3z5ijSeS5RqtXBJLQ72kU9ylzeS88o571O/7oMtLdCu7bVoBPLY9GqOongJifvU5i1LAz9l9IIq+uNfJvO"
    "C76wGaht21ib6ymlt0v4YQdcZ3yB1DDwMMJlJHr508kUDMtlMJ0H4K3B79Fc8X57BV19o4aORkjMOhgPDuf44eex"
    "gJijORtM5xYemNV6+KlH4gGkY+LWu8qAWeVwbp3+2PSFZGX/pxLtGqGOiI0S3GqgnOlez8qDzFsLFdsJyGR/XVJM"
    "Dy52IKNBa5YjytwPCXr1cyYcmMhACqEq845DythNAgMBAAECggEAGlAtDupse2niHVg5EB9wVFbtDvhS+0f+IQcf"
    "VMXzPIzrBmxi1yfjLSbFgTcyn4nTGVMlt5UmTBldhUcvdQfb0JYdKVH5NaJrNPCsJNFUkOESiptxOJFbx9v6j+OW"
    "NXExxUOunJhQc2jZzrCMHGGYo+2nrqGFoOl2zULCLQDwA9nxnZbqTJr8v+FEHMyALPsGifWdgExqTk9ATBUXR0Xt"
    "bLi8iO8LM7oNKoDjXkO8kPNQBS5yAW51sA01ejgcnA1GcGnKZgiHyYd2Y0n8xDRgtKpRa84Hnt2HuhZDB7dSwnft"
    "lSitO6C/GHc0ntO3lmpsJAEQQJv00PreDGj9rdhH/QKBgQDsElzzfjEKL/RiY7my4GKdY5AAXsiJE9T7cb1N2FYS"
    "RJiq66mD17or2ULmTSI/63ojr01gXv7qa9cNOa/pnTWjqhXnShdod4CTvg7dSo0Jst723Jtn/4V2RiXC4ZI220xA"
    "HOMKJXLT7LT5abetGcUiwC13RGVnbho3dsVNYkg0iwKBgQDCdCq82Yl71LC2cflz/IKo+Eq/VwX/iN1BlIYjr+nc"
    "pg3GVDOQdn/q6+tTlXbui/phtfy8qUp873WgkVDFQPqWlN2ABK0jcYyIkEkhk2nJn0RY1K/BSPbwffhzJKltnPez"
    "hd2GIkFKGDL58pRG8FDC1aZAdkncQatw4js9zCLJhwKBgQCWqXmNJQJjQAu2J3NCiBYn4Hzs35EYewG4n/RzFBiK"
    "fCD7JIABVtLIXVZm6N9s7/n5gE3frYD/V2feVuzAKccr9scX359k2q/Cms+dx5CPmgrWfiDolJk2zLoY0CGixP67"
    "BDSaKyBHxJAThbbl0MaR0RizP4GAKzKsJy7wnkL61QKBgAVU9BsLh/aKRXIrO+DPSrHhZQNMGpEAKrjynp754tq2"
    "/ueyRVuvtCA36dL35TPzSKFHQS/XIIC+fCYz9dgCyRw55rzs4+Z15ZmVAzxVc3Ag2tnosw0EuCit+5MErVShGjWk"
    "9QcJh2rFsRgja6dqTXyaKR3ZYHsWneHRgjhWkZmfAoGAHGQBidm/6MYjgzIQp2xCDG9E5ddg4lmRbOwq4rFWRWlg"
    "/ZXidHZgw4lWIlDwVQSc+rflwwOVSThKeiquscgk069wlIKoz5tYcCKgCx8HIttQ8zyybcIN0iRdUmXfYe4pg8k4"
    "whZ9zuEh/EtEecI35yjPYzq2CowOzQT85+O6pVk=";

/* rsa_pkcs1_2048, 3: "Test". */
static const char pkcs_test[] =
    "RQG01mngG57y3IAKobBtSRlvWgn+j7zQNzI8YOrwJ7+5hDK+TkomxWf/7HGLy+qXfdJoEvoHHDOAi01eu3QtmHmA"
    "YJS2++6mPSXqMUFzO2DjHGkSEG4bdYp/4AFPB1GT+qi0Yiv9XTAT8KMhkKld5ho2BHEbxilF+VplIr1N/tCplO8Y"
    "WyjCgfe15MjtQRdtEtn8G4N+agER0BMtCKbW8FgN4Mnu2O0QVTF5lILR5GbGjCOwwiKvf8Eqwnm8T/V+e0WG0gk3"
    "GzjEwQNe3UGNxflgRByyHqK+2/6obeDXhh6BAhtlCh3lEALDFfHnwS3r5Nzr95DKqlSi8msUnPnnfQ==";

/* 9 there: the padding is zeros, and so there is none. */
static const char pkcs_zero_padding[] =
    "bg1Qf2bhbUtzc6UExtSGkqqlQf3VnutdSizZH2AAzptXNKIy1lQaeHKayCFS06MLUZUKJK43mhCO0g+k7HVC/iKB"
    "wt1d5oVWTRUYLzxz6cATXryZP1rNJAo0PTJXmXWCMowxviFcc0k3VAaqeKOsNTJyJoOb7i8aSg+ObgaYbLM4Bsk+"
    "CwwdbP0j9KaMHyo4x0uN9w8oCYSoQMcQxSJ5A00E9h4xPUvNiztcWEaKRFZaGssu78bUkES+cWPmTthLXnmR7Lon"
    "Sjp+5N77hCqGrEy/LTv8nPhwrgJaPi+8d1kWpZV5djwG64Stjt0dA3h+YJrURt5D6+0WMwqwZxb6cw==";

#endif
