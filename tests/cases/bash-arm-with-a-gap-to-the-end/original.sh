case $board in
  pico)
    cc=arm-gcc
    ;;
  esp)
    cc=xtensa-gcc
    flash=esptool
    ;;
esac
make CC=$cc
