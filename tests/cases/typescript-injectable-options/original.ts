@Injectable
class Mailer {
  send(to: string) {
    return this.out.push(to);
  }
}
