"""Tests of bot/programme."""
