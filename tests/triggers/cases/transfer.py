"""Records of AWS Transfer Family's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

SERVER = "AWS::Transfer::Server"
ID = "s-0123456789abcdef0"
ARN = f"arn:aws:transfer:{REGION}:{ACCOUNT}:server/{ID}"
USER = f"arn:aws:transfer:{REGION}:{ACCOUNT}:user/{ID}/bob"

CASES: list[Case] = [
    (
        "CreateServer",
        {"protocols": ["SFTP"]},
        {"responseElements": {"serverId": ID}},
        [(SERVER, ID)],
    ),
    ("UpdateServer", {"serverId": ID, "protocols": ["FTP"]}, {}, [(SERVER, ID)]),
    ("StopServer", {"serverId": ID}, {}, [(SERVER, ID)]),
    ("TagResource", {"arn": ARN, "tags": []}, {}, [(SERVER, ID)]),
    ("TagResource", {"arn": USER, "tags": []}, {}, []),
    ("CreateUser", {"serverId": ID, "userName": "bob"}, {}, []),
    ("DeleteServer", None, {}, [(SERVER, None)]),
]
