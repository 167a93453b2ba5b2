fn allows_body(method: &Method, status: Status) -> bool {
    if status.is_informational() {
        false
    } else {
        match status {
            Status::NO_CONTENT | Status::NOT_MODIFIED => false,
            _ => true,
        }
    }
}

fn allows_trailer(method: &Method) -> bool {
    method != Method::HEAD
}
