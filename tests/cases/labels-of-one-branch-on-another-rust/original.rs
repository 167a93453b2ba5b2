fn explain(fault: Fault, line: &Line) -> String {
    let text = match fault {
        Fault::Short => format!("short on {}", line.name()),
        Fault::Open | Fault::Loose => {
            format!("no contact on {}", line.name())
        }
        Fault::Wet => {
            if line.is_outside() {
                // It rains, and nobody can help that.
                panic!("wet line outside")
            } else {
                format!("no contact on {}", line.name())
            }
        }
    };
    text + "\n"
}
