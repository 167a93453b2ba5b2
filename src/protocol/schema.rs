//! The JSON Schema of the socket's messages, made from their types.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::messages::*;
use super::method::*;
use super::rpc::{Fault, RequestId};

/// One schema (draft 2020-12) with all messages: `methods` names the parameters and the result of
/// each request, `notifications` the parameters of each notification, `$defs` holds the shapes, and
/// `errors` the codes.
pub fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut methods = Map::new();
    macro_rules! describe {
        ($($method:ty),* $(,)?) => {$(
            methods.insert(<$method as Method>::NAME.into(), json!({
                "params": generator.subschema_for::<<$method as Method>::Params>(),
                "result": generator.subschema_for::<<$method as Method>::Answer>(),
            }));
        )*};
    }
    describe!(Initialize, Edit, Apply, Undo, Log, Show, Blocks, Status, Shutdown);
    let notifications = json!({
        PROGRESS: generator.subschema_for::<Progress>(),
        HEARTBEAT: generator.subschema_for::<Heartbeat>(),
        CANCEL: generator.subschema_for::<Cancel>(),
    });
    let id = generator.subschema_for::<RequestId>();
    let error = generator.subschema_for::<Fault>();
    let data = generator.subschema_for::<ErrorData>();
    let ready = json!({
        "ready": generator.subschema_for::<Ready>(),
        "failed": generator.subschema_for::<StartError>(),
    });
    let errors: Map<String, Value> =
        ErrorCode::ALL.iter().map(|(code, name)| ((*name).into(), json!(*code as i32))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "codegend protocol",
        "version": PROTOCOL_VERSION,
        "methods": methods,
        "notifications": notifications,
        "id": id,
        "error": error,
        "errorData": data,
        "errors": errors,
        "startup": ready,
        "$defs": generator.take_definitions(true),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_is_described() {
        let schema = schema();
        let described: Vec<&str> =
            schema["methods"].as_object().unwrap().keys().map(String::as_str).collect();
        let mut all: Vec<&str> = METHODS.iter().map(|(name, _, _)| *name).collect();
        all.sort_unstable();
        assert_eq!(described, all);
    }
}
