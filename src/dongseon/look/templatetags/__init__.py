"""Tags for Django's templates (`{% load krds %}`)."""
