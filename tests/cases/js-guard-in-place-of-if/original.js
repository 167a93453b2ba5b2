function publish(post) {
  log(post);
  if (post.ready) {
    render(post);
    if (post.notify) {
      mail(post);
    }
  }
}
