# Thin names for those who type make; everything is in scripts/.
.PHONY: up down run test check lock
up:    ; scripts/run --detach
down:  ; scripts/stop
run:   ; scripts/run
test:  ; scripts/test
check: ; scripts/check
lock:  ; scripts/lock
