"""The kinds of organisation a local health and care economy may hold (Wigan's list and after; Fillingham, Jones and Pereira 2016)."""

from enum import StrEnum


class OrganisationKind(StrEnum):
    COUNCIL = "council"
    COMMUNITY_TRUST = "community_trust"
    MENTAL_HEALTH_TRUST = "mental_health_trust"
    ACUTE_TRUST = "acute_trust"
    COMMISSIONER = "commissioner"
    GP_CLUSTER = "gp_cluster"
    AMBULANCE = "ambulance"
    EDUCATION = "education"
    HOUSING = "housing"
    CRIMINAL_JUSTICE = "criminal_justice"
    VOLUNTARY = "voluntary"
    DENTIST = "dentist"
    PHARMACIST = "pharmacist"
    OPTICIAN = "optician"
    CARE_HOME = "care_home"
    PATIENTS = "patients"  # patients, service users and their groups
    CARERS = "carers"  # families, carers and their groups
    OTHER = "other"
