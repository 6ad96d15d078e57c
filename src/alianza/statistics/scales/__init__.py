"""Scales made of several items: reliability and the factors behind them."""
