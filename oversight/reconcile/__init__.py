"""Each night, shares are made to equal what the facts say, and each difference is reported."""
