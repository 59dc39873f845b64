"""What databases of RDS, Neptune and DocumentDB have by their engines."""

from types import MappingProxyType

DEFAULT_USER_NAMES = frozenset({"admin", "administrator", "postgres", "root", "sa"})
"""Master user names that consoles propose and attackers try first, in lower case."""

IAM_ENGINES = frozenset(
    {"aurora", "aurora-mysql", "aurora-postgresql", "mariadb", "mysql", "neptune", "postgres"}
)
"""Engines that can authenticate users by IAM.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
"""

EXPIRED_AUTHORITIES = frozenset(
    {"rds-ca-2010", "rds-ca-2012", "rds-ca-2015", "rds-ca-2017", "rds-ca-2019"}
)
"""Certificate authorities of RDS that have expired, the last of them in August 2024.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL-certificate-rotation.html
"""

OTHER_SERVICES = frozenset({"docdb", "neptune"})
"""Engines of services of their own, whose instances and clusters RDS shows too; some settings are
not theirs."""

DEFAULT_PORTS = MappingProxyType(
    {
        "aurora": 3306,
        "aurora-mysql": 3306,
        "aurora-postgresql": 5432,
        "mariadb": 3306,
        "mysql": 3306,
        "oracle-ee": 1521,
        "oracle-ee-cdb": 1521,
        "oracle-se2": 1521,
        "oracle-se2-cdb": 1521,
        "postgres": 5432,
        "sqlserver-ee": 1433,
        "sqlserver-ex": 1433,
        "sqlserver-se": 1433,
        "sqlserver-web": 1433,
    }
)
"""Engine → the port on which it listens where none is chosen.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
"""

MIN_BACKUP_DAYS = 7
"""For how many days backups must be kept, as AWS Foundational Security Best Practices ask."""
