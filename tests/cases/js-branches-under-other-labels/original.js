export function react(till, event) {
  till.touch();
  switch (event.type) {
    case SALE:
      till.total += event.amount;
      till.receipts.push(event.id);
      break;
    case REFUND:
      till.total -= event.amount;
      till.receipts.push(event.id);
      break;
    case OPEN:
      till.open = true;
      break;
  }
}
