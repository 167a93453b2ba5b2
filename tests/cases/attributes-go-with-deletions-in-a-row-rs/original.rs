struct Fault;

impl Report for Fault {
    #[allow(deprecated)]
    fn summary(&self) -> &str {
        "fault"
    }

    fn origin(&self) -> Option<&dyn Report> {
        self.parent()
    }

    fn parent(&self) -> Option<&dyn Report> {
        None
    }
}

fn raise() {}
