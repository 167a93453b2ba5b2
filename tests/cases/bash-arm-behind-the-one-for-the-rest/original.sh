case "$1" in
  start)
    boot
    ;;
  *)
    help
    ;;
esac
