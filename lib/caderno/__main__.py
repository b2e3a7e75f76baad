"""`python -m caderno` é o mesmo que `caderno`."""

from caderno.cli import main

raise SystemExit(main())
