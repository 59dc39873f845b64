"""Records of GuardDuty's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, Case

DETECTOR = ("AWS::GuardDuty::Detector", ACCOUNT)
ID = "00000000000000000000000000000000"

CASES: list[Case] = [
    ("CreateDetector", {"enable": True}, {"responseElements": {"detectorId": ID}}, [DETECTOR]),
    ("DeleteDetector", {"detectorId": ID}, {}, [DETECTOR]),
    ("UpdateDetector", {"detectorId": ID, "enable": False}, {}, [DETECTOR]),
    ("DisassociateFromAdministratorAccount", {"detectorId": ID}, {}, [DETECTOR]),
    ("CreateFilter", {"detectorId": ID, "name": "quiet", "action": "ARCHIVE"}, {}, []),
]
