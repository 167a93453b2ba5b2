fn respond(form: Form) -> Response {
    match encode(form) {
        Ok(body) => body.into_response(),
        Err(err) => (Status::INTERNAL, err.to_string()).into_response(),
    }
}

fn other(form: Form) -> Option<Form> {
    Some(form)
}
