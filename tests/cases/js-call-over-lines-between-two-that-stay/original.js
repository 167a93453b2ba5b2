$('form').on('sent', function () {
  var $badge = $('.badge')

  function show (answer) {
    $form.hide()

    // Say how it went.
    $badge.removeClass('good').removeClass('bad')
    if (answer.good) {
      $badge.addClass('good')
    } else {
      $badge.addClass('bad')
    }
    $badge.text(answer.text)
    $badge.show()
  }
})
