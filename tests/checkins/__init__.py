"""Tests of bot/checkins."""
