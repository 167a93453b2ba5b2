switch (x) {
  case -1:
    throw new E();
  case 0:
    state = "open";
    break;
  default:
    note();
}
