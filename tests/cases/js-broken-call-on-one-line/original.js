export async function send(queue) {
  for (const mail of queue) {
    report(
      "Sending", mail.to,
    );
    await deliver(mail);
  }
  return queue.length;
}
