/*
 * An ML-DSA-44 test vector of Project Wycheproof (C2SP/wycheproof, testvectors_v1,
 * mldsa_44_sign_seed, 1): the deterministic signature of "Hello world" with an empty context, under
 * the key that grows from a seed of 32 bytes 2a.
 */
#ifndef LOCALHSM_ML_DSA_VECTOR_H
#define LOCALHSM_ML_DSA_VECTOR_H

/* PKCS#8 with the seed alone, in hex. */
static const char ml_dsa_seed_key[] =
    "3034020100300b060960864801650304031104228020"
    "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a";
/* mu, in hex. */
static const char ml_dsa_mu[] = "0ba2d90bc4fa5877844e47f7563eefccf658f898eaf4197b2a9a89d3df683955"
				"c73a80895ac0a51cc9049d44cdc1d1c550ef3870c1126afdb3d52ee057cbbcdd";
/* In base64. */
static const char ml_dsa_signature[] =
    "Gqacte01IEU08l9AoX6w12f4mB9efOxG078yUr/HjgnQLvDILabd6XNhHISUcokBBhWMsV/6bKiRYV6IjvoNLYoS"
    "G3XKRAIorTKZG+NCSWIPFY/9b3TXsDv5GSGM4lm1AICOwVfq1ntWt56eZgfq+5InuKMK2+wIfTW8GuwvGgxN0Sbf"
    "z7n78L10+x4JJJX6mUq1p80TMygar+g0aUptwR6InHYrVkVjjhct+rMGADHrzcH9RV1d5gUL9xsHSk3TSvXr8VSH"
    "ZR8PE+XTzuIxubNHgQv8QYGW351yMXgMCRcbmq5zK+onoWSdjAMiD0F+MKAWsIzLHVXJM3tIEuIOBFI/XSmnYKAb"
    "OoDXYoVSEgZIHuHkTfCadpE7pUrlDI65c6PO1zlQ+/OcTAwSYqIWghpEIHLBDMgoOaxXuJhBG+noEPiTJyolRv99"
    "HZIPFGIQ78K0UovJigmaOYMC0wH8Heoxs9j/eCRqZvaQ71NraOAr1+ojpTeJMN3n8b61F0mJanlE5aQOb7ux92w/"
    "2gnjLgpYBiwkysfduMHSy7NSqB4zZCXF9VEkbbRezQqynayIzev1HGC+vC4nyXT1baEsH+xPV0WFBCm2B/XtfNgh"
    "8skfwt2owsjo7CeNGypb9Q7HDFYj/GgbTR3M/5azJMtT/5dHD53hd8IAaomvjxhgOm1OomJXlGlf55zTAxih52MH"
    "pMKjU9seB2rZtgmiSJuUy23YIcOvMQRrt6XUPRkOCfzklp/k6TyDk5deZMstnCKU/EJ+9RkcQJN5KbOw4bA35rhM"
    "wCmdWvK1QQEYv9iO9kka9vISMzkMp6GfFXbmxaEKZzeWkFViB1BHiW46I3n2Tfu8Erm/5kk5wtBe+8X25LXKac4e"
    "1LfSXoyDWwYSsz4T7XqKcjO0s9WO6tC8TIQay2Wl7A7UXiWEwjwqFiOStXicYjWOQDiGTiDBDhDGfZQM54mTF42+"
    "s94f6h5Q58KfTX2TjDv+UCKeoEAQLzDVs6ZMuOE0IAZdVKGsUKdzg73/PK4jQOvxWhVX/eiXAHwbZ9BPGUMcoAyw"
    "8I24fpDhZuD0zm/WnG7O8bP3DZ62AbV6e/kxBXwq/i01Z7a77HiRxmRxM4USL914nB1aipz9SR9AfBbQsMXfxTpo"
    "YiCOJkuYG/LdvdHX25cptSZcTDhoqUfJgogLxVt4YVO4nvMyQGezWpKMUSNry+n4YK2e7lZER4+JSp/njSaloX1I"
    "JhLxy5mDuGTm+6hFkcD3O3snkYgZ0hIdSvZA9TPik509oPCqa534CDeoAWWui3V5cVGS6w9synikPYrY16u1bYFu"
    "OvLeWbiL/c9nZ6v7BD064kIj0FABlT+qKSZxxXreH+KJiAdauNFKyYNjQSvWlMQK6FsfEEr80PJapZD1e6T1399h"
    "O/hZTj9Uuq399QwIga8kdVkHWKI7fu5yVRPk0eqfRjAVnEJKKJ8YqYeeXhczkPjmMPbuKmBD2CoZg9yXx6z+o7DA"
    "PifoZdgQ0BLa7sKNxFT1kzTt8kYn1DVwHTKf9eaNGbvcpe99XgAgT6lH0I+By2SEyr5gmJ0vYfvnCUD35PRJs/yx"
    "A6iRQ9dLFdcueRPc6Rk6C5xaeyqXvebX85augLS1Zvny5zRbxCzjsAKBjhnw8WQWuFCDLNAiee6NWKOB3qrAmxtN"
    "RhP00GaAXS+upnFuAV/jYcBSbG5GF6OJ/9+TAhPB3AxMkFwxBqdRfc56vqepNBEy+K2Y3j5C9rdYCf/zj27q+5c5"
    "jnnVClYiM4djxORaiN3af7h6t/XOxhEJ/cHF1KFjECdSQfw0F4AopJ/XlYGgXDtphO7NbLm9YKRNpyYA+PJgSk/0"
    "V4EmGU+yJpyObnFEdEXo6Av4xgY9u/Kcfe1Yq7wNLu00e/SVtqnL5oWFpZSqDmWDS/vMzD9r9C/k70LYYjLD+xQS"
    "3QtfigSJlY9cO4g794UTN6NbE90rZRdib/LRBkzRib60Akl91riJPUFN3n0dUQGMeoN2ai2KKbgOj0KCN3MvfuW6"
    "h4Fj8KqK9bYFM7TUYho4/cVDg6yzMlteh24hSD7dzGTEGVluZW0VV74xtTDqZgVPedT0p1X57jPIT+1dVS7F4uzN"
    "Bhz0xLXDwWpwp7rszPwgjSQw54Yhya5bDQgJc7Th3wofXAQV2208hfnqkEHpqavd5x1ndqUiqpV/cIsUoz7aEOu6"
    "uTu47Ct6BGefOOtE/FWO5pjTxpN+DmR9zomNdZn+9t4yrk1SrcciRDYQshJlWXVqo288eWlrmb49kI94D8uu8zsh"
    "VpNjTWPOKgd337vImdK+cu/br7wQrvsmoaY83P2gAjWzTbcjyRYk7l+TkCTf7boIY60I9kh2fUH8f9azF8UfSxuH"
    "4h4H1IjJQjWB+bva5D5NMrN+goOWBST5pgGrafXNf7AcmopcZP6GNRmh6fNCY5j2kaluF0hJG04gn8oqspSBpnRi"
    "HHl2FLoW+/39GkGE5/hGZ+cg5rzZ3r7zLCueiRpuPAQjFY9TmDjYQT6fxwfVxlsjNotu3JXZw/jiC7uERJkxFhSU"
    "VgbBSH70AV0eJg+oI5q6oHG+VyFjEyvbBu8h4xvg+dS2dHE05IQr7c079TsNbwVGk7xCjppxXVoyp55qPLi4H68s"
    "BAh9iBZ1Jjei/hHqyzg0HgJISFYqKdRYXk7lZVLOmx+tQ7llo3v/hViSF5DvD0rFW8rEMn0Xg/Xh55vwHpaTS7So"
    "9d0GyDu3CyN3GJ1iKhBhAPDL3TjjTAVlkAxhZWEWGzJhhZEz+DiT/rIrC6/ILPTw26/eBkji+GJg5udHA05cs+zp"
    "gIf790F5xjBvDEYLXWCbmzpmdhRy7gudq7XfqHLVxrybM0YaJ7VCe9iDP4dPR57MXwogMEuadarMgkIKh69kadqu"
    "9TORroolRo5xfcR/Rk/ORaMRR8DE4SrC+DRWfkAFsIJ9E7PsgM2LepB0NuZiTGyKxqgK3TXPoaKIcvtlyz+kaJTR"
    "FqBS8Ztf4gx+rRC9JNJ60rVoPymdEZPsbZ/zN587PjnLmZGDHxlK8gQQhVCNpNy3uHhcvcTgTPTYJtHvShEDbkxY"
    "A8Oqp2abTdO8Ev+IiYTpu9rODncqtZMytHMAM0dXZ3V4gI6QkpaXqc7P1u0bMD1CUHOKl6CqusbZHig6S2lvcYGC"
    "hJOuyM3P4ers/AInSElXWVutvL/I+gAAAAAAAAAAAAAAAAAAAAAAABIfMj4=";

#endif
