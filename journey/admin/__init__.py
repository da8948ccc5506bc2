"""The staff's screens. Empty, because the site is made while this package is imported: `screens` registers later."""
