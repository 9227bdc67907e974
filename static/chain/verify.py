"""Checks what a village has laid open, offline: python3 verify.py ARCHIVE.zip | PROOF.json

Needs nothing but Python 3. What is checked, and how, stands in README.txt beside this file.
"""

import hashlib
import json
import sys
import zipfile


def canonical(value):  # RFC 8785, for JSON without fractions
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def require(what, data, sha256):
    if hashlib.sha256(data).hexdigest() != sha256:
        sys.exit(f"BROKEN: {what}")


def check_proof(proof):
    link = proof["link"]
    require("content", canonical(proof["content"]).encode(), link["content_sha256"])
    require("link", (proof["previous"] + canonical(link)).encode(), proof["hash"])
    return f"publication {link['number']} of {link['division']}, hash {proof['hash']}"


def check_archive(archive):
    names, previous, number = archive.namelist(), "0" * 64, 0
    sums = archive.read("SHA256SUMS").decode()
    files = {name[6:30]: name for name in names if name.startswith("files/")}
    for name in sorted(name for name in names if name.startswith("links/")):
        number, link = number + 1, json.loads(archive.read(name)[64:])
        sealed = (previous + canonical(link)).encode()
        previous = hashlib.sha256(sealed).hexdigest()
        is_listed = f"{previous}  {name}" in sums
        if archive.read(name) != sealed or link["number"] != number or not is_listed:
            sys.exit(f"BROKEN: {name}")
        content = f"content/{number:06}.json"
        require(content, archive.read(content), link["content_sha256"])
        for file in (file for file in link["files"] if file["id"] in files):
            require(files[file["id"]], archive.read(files[file["id"]]), file["sha256"])
    return f"{number} publications, head {previous}"


with open(sys.argv[1], "rb") as given:
    is_archive = sys.argv[1].endswith(".zip")
    told = check_archive(zipfile.ZipFile(given)) if is_archive else check_proof(json.load(given))
sys.stdout.write(f"all is whole: {told}\n")
