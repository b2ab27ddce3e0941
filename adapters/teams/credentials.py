"""The choice of credentials: the app's password, or the managed identity of the machine."""

from __future__ import annotations

import os

from adapters.configuration.settings import Settings
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.tokens import ClientSecret, Grants, ManagedIdentity, Secret


def grants_of(settings: Settings, microsoft: MicrosoftClient) -> Grants:
    """App Service and Container Apps name the identity's endpoint in the environment; elsewhere it is fixed."""
    app_id = settings.teams_app_id or ""
    if settings.teams_app_password is not None:
        return ClientSecret(
            microsoft=microsoft,
            login_url=settings.teams_login_url,
            tenant=settings.teams_tenant_id or "",
            app_id=app_id,
            password=Secret(settings.teams_app_password.get_secret_value()),
        )
    return ManagedIdentity(
        microsoft=microsoft,
        app_id=app_id,
        endpoint=os.environ.get("IDENTITY_ENDPOINT", ""),
        header=Secret(os.environ.get("IDENTITY_HEADER", "")),
    )
