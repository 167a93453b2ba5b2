# fills one tank
fill_tank() {
  if [ -z "$DRY" ]; then
    open_valve "$1"
  else
    echo "Tank is full, nothing to do."
  fi
}

fill_all() {
    if [ -z "$DRY" ]; then
        fill_tank north
    else
        echo "Tank is full, nothing to do."
    fi
}

drain_all() {
    if [ -z "$DRY" ]; then
        open_drain north
        open_drain south
        rinse
    else
        echo "Tank is full, nothing to do."
    fi
}

case "$1" in
  fill)
    fill_all
    ;;
  drain)
    drain_all
    ;;
esac
