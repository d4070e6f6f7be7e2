#!/usr/bin/env python3
"""Writes vectors.json: ceremonies of WebAuthn made and verified by other people's code.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install 'fido2==2.2.1' 'cryptography==50.0.2'
    /tmp/venv/bin/python vectors.py > vectors.json

Every byte follows from the names of the vectors, so that two runs write the same file. Those named `w3c.` are the
test vectors of WebAuthn level 3 (section 16), made by the derivation that is printed beside each of them there:
HKDF-SHA-256(IKM='WebAuthn test vectors', salt=[n], info=name). Those named `own.` use the same derivation for what the
specification has no vector of: user verification with a counter that rises, extensions, the AAGUID extension, a chain
of certificates, and TPM structures that a TPM could have made.

`cryptography` signs and verifies; `fido2` verifies the attestations. What verified is listed as `verified`, which is
what the tests' verifier knows: it accepts these signatures and nothing else.
"""

import base64
import datetime
import hashlib
import json
import struct

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding
from fido2 import cbor, cose
from fido2.attestation import Attestation
from fido2.webauthn import AuthenticatorData

HASH = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
CERTIFIED_FROM = datetime.datetime(2024, 1, 1)
CERTIFIED_UNTIL = datetime.datetime(3024, 1, 1)
AAGUID_EXTENSION = x509.ObjectIdentifier("1.3.6.1.4.1.45724.1.1.4")
RP_HASH = hashlib.sha256(b"example.org").digest()
UP, UV, BE, BS, AT, ED = 1, 4, 8, 16, 64, 128

verified = []
certificates = []


def sha256(data):
    return hashlib.sha256(data).digest()


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Derived:
    """The next bytes that follow from a vector's name."""

    def __init__(self, name):
        self.name, self.count = name, 0

    def __call__(self, length):
        salt = bytes([self.count])
        self.count += 1
        return HKDF(hashes.SHA256(), length, salt, self.name.encode()).derive(b"WebAuthn test vectors")

    def ecdsa(self, curve=ec.SECP256R1(), length=32):
        return ec.derive_private_key(int.from_bytes(self(length), "big"), curve)

    def prime(self):
        candidate = int.from_bytes(self(128), "big") | 3 << 1022 | 1
        while any(pow(base, candidate - 1, candidate) != 1 for base in (2, 3, 5, 7)) or candidate % 65537 == 1:
            candidate += 2
        return candidate

    def rsa(self):
        return rsa_key(self.prime(), self.prime())


def rsa_key(p, q):
    d = rsa.rsa_recover_private_exponent(65537, p, q)
    return rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(65537, p * q)).private_key()


def cose_key(key):
    public = key.public_key()
    if isinstance(key, rsa.RSAPrivateKey):
        return cose.RS256.from_cryptography_key(public)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return cose.EdDSA.from_cryptography_key(public)
    return (cose.ES256 if key.curve.name == "secp256r1" else cose.ES384).from_cryptography_key(public)


def sign(key, message):
    if isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    elif isinstance(key, ed25519.Ed25519PrivateKey):
        signature = key.sign(message)
    elif key.curve.name == "secp256r1":
        signature = key.sign(message, HASH)
    else:
        signature = key.sign(message, ec.ECDSA(hashes.SHA384(), deterministic_signing=True))
    public = cose_key(key)
    public.verify(message, signature)
    verified.append({"key": cbor.encode(public).hex(), "message": message.hex(), "signature": signature.hex()})
    return signature


def name(unit, common="WebAuthn test vectors"):
    oid = x509.NameOID
    return x509.Name([
        x509.NameAttribute(oid.COMMON_NAME, common), x509.NameAttribute(oid.ORGANIZATION_NAME, "W3C"),
        x509.NameAttribute(oid.ORGANIZATIONAL_UNIT_NAME, unit), x509.NameAttribute(oid.COUNTRY_NAME, "AA")])


def certificate(subject, issuer, issuer_key, key, serial, authority, extensions=()):
    """In the order of extensions that the specification's certificates have."""
    ski = x509.SubjectKeyIdentifier.from_public_key
    usage = x509.KeyUsage(not authority, *[False] * 4, authority, authority, False, False)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(int.from_bytes(serial, "big"))
        .not_valid_before(CERTIFIED_FROM).not_valid_after(CERTIFIED_UNTIL)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True).add_extension(ski(key.public_key()), critical=False))
    if not authority or issuer != subject:
        identifier = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(ski(issuer_key.public_key()))
        builder = builder.add_extension(identifier, critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256(), ecdsa_deterministic=True)


def describe(der):
    """What a reader of certificates should find, read by `cryptography`."""
    read = x509.load_der_x509_certificate(der)
    text = {attribute.oid.dotted_string: attribute.value for attribute in read.subject}
    entry = {
        "der": der.hex(), "version": read.version.value + 1,
        "country": text.get("2.5.4.6"), "organisation": text.get("2.5.4.10"),
        "organisationalUnit": text.get("2.5.4.11"), "commonName": text.get("2.5.4.3"),
        "isAuthority": read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca,
        "key": cbor.encode(cose.CoseKey.for_alg(-257 if isinstance(read.public_key(), rsa.RSAPublicKey) else -7)
                           .from_cryptography_key(read.public_key())).hex(),
        "extendedKeyUsages": []}
    for extension in read.extensions:
        if extension.oid == AAGUID_EXTENSION:
            entry["aaguid"], entry["aaguidIsCritical"] = extension.value.value[2:].hex(), extension.critical
        if isinstance(extension.value, x509.ExtendedKeyUsage):
            entry["extendedKeyUsages"] = [usage.dotted_string for usage in extension.value]
        if isinstance(extension.value, x509.SubjectAlternativeName):
            directory = extension.value.get_values_for_type(x509.DirectoryName)[0]
            entry["tpm"] = [attribute.value for attribute in sorted(directory, key=lambda a: a.oid.dotted_string)]
    certificates.append(entry)


def issue(root, key, derived, subject=None, extensions=(), authority=False):
    subject = name("Authenticator Attestation") if subject is None else subject
    issued = certificate(subject, root[0].subject, root[1], key, derived(16),
                         authority, extensions)
    if not authority:
        describe(issued.public_bytes(Encoding.DER))
    return issued


def root_certificate():
    derived = Derived("Attestation CA")
    key = derived.ecdsa()
    subject = name("Authenticator Attestation CA")
    return certificate(subject, subject, key, key, derived(16), True), key


def client_data(derived, kind, challenge, embedded=False, top=None):
    data = {"type": kind, "challenge": b64url(challenge), "origin": "https://example.org", "crossOrigin": embedded}
    flags = derived(1)[0]
    if top:
        data["topOrigin"] = top
    if flags & 1:
        data["extraData"] = ("clientDataJSON may be extended with additional fields in the future, such as this: "
                             + b64url(derived(16)))
    return json.dumps(data, separators=(",", ":")).encode()


def packed(key, chain=None):
    def statement(_, message):
        result = {"alg": cose_key(key).ALGORITHM, "sig": sign(key, message)}
        return result | ({"x5c": [c.public_bytes(Encoding.DER) for c in chain]} if chain else {})
    return "packed", statement


def sized(data):
    return struct.pack(">H", len(data)) + data


def tpm_area(key, attributes):
    if isinstance(key, rsa.RSAPrivateKey):
        number = key.public_key().public_numbers().n
        parameters = bytes.fromhex("00100010") + struct.pack(">HI", 2048, 0) + sized(number.to_bytes(256, "big"))
        return bytes.fromhex("0001000b") + struct.pack(">I", attributes) + sized(b"") + parameters
    point = key.public_key().public_numbers()
    return (bytes.fromhex("0023000b") + struct.pack(">I", attributes) + sized(b"")
            + bytes.fromhex("0010001000030010")
            + sized(point.x.to_bytes(32, "big")) + sized(point.y.to_bytes(32, "big")))


def tpm_certificate(root, key, derived, maker):
    oid = x509.ObjectIdentifier
    directory = x509.Name([x509.RelativeDistinguishedName([
        x509.NameAttribute(oid("2.23.133.2.1"), maker), x509.NameAttribute(oid("2.23.133.2.2"), "WebAuthn test vectors"),
        x509.NameAttribute(oid("2.23.133.2.3"), "id:00000000")])])
    return issue(root, key, derived, x509.Name([]), [
        (x509.ExtendedKeyUsage([oid("2.23.133.8.3")]), False),
        (x509.SubjectAlternativeName([x509.DirectoryName(directory)]), True)])


def tpm(root, derived, credential, key=None, attributes=0x00060472, clock="0000000000000000111111112222222201",
        maker="id:FFFFF1D0"):
    key = key or derived.ecdsa()

    def statement(_, message):
        area = tpm_area(credential, attributes)
        info = (bytes.fromhex("ff5443478017") + sized(b"") + sized(sha256(message)) + bytes.fromhex(clock) + bytes(8)
                + sized(bytes.fromhex("000b") + sha256(area)) + sized(b""))
        issued = tpm_certificate(root, key, derived, maker)
        return {"ver": "2.0", "alg": cose_key(key).ALGORITHM, "x5c": [issued.public_bytes(Encoding.DER)],
                "sig": sign(key, info), "certInfo": info, "pubArea": area}
    return "tpm", statement


def ceremony(vector, credential, derived, challenge, attest, id_length=32, flags=None, counters=(0, 0), aaguid=None,
             extensions=b"", embedded=False, top=None):
    created = client_data(derived, "webauthn.create", challenge, embedded, top)
    aaguid = (aaguid or derived(16))
    identifier = derived(id_length)
    if flags is None:
        drawn = derived(1)[0] & 0x1C
        flags = UP | AT | (drawn if drawn & BE else drawn & ~0x18)
    data = (RP_HASH + bytes([flags]) + struct.pack(">I", counters[0]) + aaguid + sized(identifier)
            + cbor.encode(cose_key(credential)) + extensions)
    form, statement = attest(derived)
    made = statement(data, data + sha256(created)) if statement else {}
    check(form, made, data, created)
    asked = derived(32)
    got = client_data(derived, "webauthn.get", asked, embedded, top)
    if not counters[1]:
        drawn = derived(1)[0] & 0x14
        used = UP | flags & BE | (drawn if flags & BE else drawn & ~0x18)
    else:
        used = flags & ~(AT | ED)
    answer = RP_HASH + bytes([used]) + struct.pack(">I", counters[1])
    return {
        "name": vector, "format": form, "challenge": challenge.hex(), "credentialId": identifier.hex(),
        "aaguid": aaguid.hex(), "publicKey": cbor.encode(cose_key(credential)).hex(), "clientDataJSON": created.hex(),
        "attestationObject": cbor.encode({"fmt": form, "attStmt": made, "authData": data}).hex(),
        "authentication": {
            "challenge": asked.hex(), "clientDataJSON": got.hex(), "authenticatorData": answer.hex(),
            "signature": sign(credential, answer + sha256(got)).hex()}}


def check(form, statement, data, created):
    """By `fido2`, which refuses the specification's TPM as we do: its clock is `safe` by 0x33, neither 0 nor 1."""
    if form == "tpm" and statement["certInfo"].find(bytes.fromhex("2222222233")) >= 0:
        return
    Attestation.for_type(form)().verify(statement, AuthenticatorData(data), sha256(created))


def none(_):
    return "none", None


def specification(root):
    for vector, options in (
            ("none.ES256", {}), ("none.ES256.crossOrigin", {"embedded": True}),
            ("none.ES256.topOrigin", {"embedded": True, "top": "https://example.com"}),
            ("none.ES256.long-credential-id", {"id_length": 1023})):
        derived = Derived(vector)
        challenge = derived(32)
        yield ceremony("w3c." + vector, derived.ecdsa(), derived, challenge, none, **options)
    derived = Derived("packed-self.ES256")
    challenge, key = derived(32), derived.ecdsa()
    yield ceremony("w3c.packed-self.ES256", key, derived, challenge, lambda _: packed(key))

    def by_vendor(derived):
        key = derived.ecdsa()
        return packed(key, [issue(root, key, derived)])
    for vector, draw in (
            ("packed.ES256", lambda derived: derived.ecdsa()),
            ("packed.ES384", lambda derived: derived.ecdsa(ec.SECP384R1(), 48)),
            ("packed.RS256", lambda _: rsa_key(2**1279 - 1, 2**2203 - 1)),
            ("packed.EdDSA", lambda derived: ed25519.Ed25519PrivateKey.from_private_bytes(derived(32)))):
        derived = Derived(vector)
        challenge = derived(32)
        yield ceremony("w3c." + vector, draw(derived), derived, challenge, by_vendor)
    derived = Derived("tpm.ES256")
    challenge, key = derived(32), derived.ecdsa()
    yield ceremony("w3c.tpm.ES256", key, derived, challenge, lambda more: tpm(
        root, more, key, attributes=1 << 18, clock="0000000000000000111111112222222233", maker="id:00000000"))


def own(root):
    derived = Derived("own.packed.aaguid")
    challenge, key, vendor, between = derived(32), derived.ecdsa(), derived.ecdsa(), derived.ecdsa()
    aaguid = derived(16)
    intermediate = issue(root, between, derived, name("Authenticator Attestation CA", "between"), authority=True)
    leaf = issue((intermediate, between), vendor, derived, extensions=[
        (x509.UnrecognizedExtension(AAGUID_EXTENSION, b"\x04\x10" + aaguid), False)])
    yield ceremony("own.packed.aaguid", key, derived, challenge, lambda _: packed(vendor, [leaf, intermediate]),
                   flags=UP | UV | AT, counters=(7, 8), aaguid=aaguid)
    derived = Derived("own.packed-self.EdDSA")
    challenge = derived(32)
    key = ed25519.Ed25519PrivateKey.from_private_bytes(derived(32))
    yield ceremony("own.packed-self.EdDSA", key, derived, challenge, lambda _: packed(key),
                   flags=UP | UV | BE | BS | AT | ED, counters=(1, 2), extensions=cbor.encode({"credProtect": 2}))
    for vector, draw in (("own.tpm.ES256", Derived.ecdsa), ("own.tpm.RS256", Derived.rsa)):
        derived = Derived(vector)
        challenge, key = derived(32), draw(derived)
        attestor = draw(derived)
        yield ceremony(vector, key, derived, challenge, lambda more: tpm(root, more, key, attestor),
                       flags=UP | UV | AT, counters=(1, 2))


def main():
    root = root_certificate()
    vectors = list(specification(root)) + list(own(root))
    print(json.dumps({
        "root": root[0].public_bytes(Encoding.DER).hex(), "vectors": vectors, "certificates": certificates,
        "verified": verified}, indent=1))


main()
