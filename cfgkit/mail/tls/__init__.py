"""TLS as the application server's JVM does it: whom it trusts, what it shows, how a handshake ends.

    trust       read_trust: whom to trust                     client     read_client_key: our own key, by alias
    stores      a file by its content: PEM, DER and           jks        Sun's format
    pkcs12      the other format of key stores                pbe, rc2   what stores encrypt
    policy      TlsPolicy: what a handshake is held to        handshake  one, within a deadline
    jvm         a JVM's rules for dates and algorithms        notes      what a stricter check refuses
    names       certificate and host name                     alerts     late_fault; error -> class of fault
    issuer      chain_words: the missing issuer, keytool      outcome    Secured, HandshakeError, Note
    certificate, distinguished, x509, der                     certificates, read without any extra

Import from the modules: two functions have their module's name.
"""
