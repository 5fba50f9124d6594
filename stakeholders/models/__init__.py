from .api_token import ApiToken
from .audit import AuditEntry
from .economy import Economy, Organisation
from .invitation import Invitation
from .membership import Membership, RoleGrant
from .text import EconomyText
from .user import User

__all__ = ["ApiToken", "AuditEntry", "Economy", "EconomyText", "Invitation", "Membership", "Organisation", "RoleGrant", "User"]
