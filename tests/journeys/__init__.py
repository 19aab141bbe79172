"""Journeys through the whole product, which stands for as long as they last."""
