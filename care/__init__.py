"""What Baseline knows: rules, rows, flows, screens and words. No Telegram, no scheduler."""
