"""Messages as a laboratory's system writes them, with one thing different where a test wants it."""

from tests.console.laboratory import swabs

DETECTED, NOT_DETECTED = "260373001^Detected^SCT", "260415000^Not detected^SCT"
INCONCLUSIVE, INVALID = "419984006^Inconclusive^SCT", "455371000124106^Invalid^SCT"


def oru(
    code: str,
    *,
    value: str = NOT_DETECTED,
    status: str = "F",
    control: str = "M1",
    reported: str = "20200506110000+0900",
    name: str = "",
    born: str = "",
    sex: str = "",
    phone: str = "",
    kit: str = f"{swabs.CODE}^Kit^99KIT",
    test: str = "94500-6^SARS-CoV-2 RNA^LN",
    version: str = "2.5.1",
    kind: str = "ORU^R01^ORU_R01",
    processing: str = "P",
) -> bytes:
    """One ORU^R01 about one specimen."""
    lines = (
        f"MSH|^~\\&|LIS|SEOUL-IHE|DONGSEON|KDCA|20200506113000+0900||{kind}|{control}|{processing}|{version}",
        f"PID|1||1^^^LIS||{name}||{born}|{sex}|||||{phone}",
        f"OBR|1|{code}|F-1|94500-6^SARS-CoV-2 RNA^LN|||20200505|||||||||||||||{reported}|||{status}",
        f"OBX|1|CWE|{test}||{value}||||||{status}|||20200505||||{kit}",
        f"SPM|1|{code}||258500001^Nasopharyngeal swab^SCT",
    )
    obr = lines[2].split("|")
    obr[22:] = [reported, "", "", status]
    obx = lines[3].split("|")
    obx[15:] = ["", "", kit]
    return "\r".join((*lines[:2], "|".join(obr), "|".join(obx), lines[4])).encode() + b"\r"
