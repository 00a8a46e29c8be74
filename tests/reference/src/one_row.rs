//! One object call that writes one row.

use core::cell::Cell;

use worker::{
    DurableObject, Env, Request, Response, Result, SqlStorageValue, State, durable_object,
};

use crate::Asked;

/// Asks the object and hands on what it answers.
pub async fn answer(env: &Env, asked: &Asked) -> Result<Response> {
    let namespace = env.durable_object("ONE_ROW")?;
    crate::json(
        crate::call(
            &namespace,
            &asked.object,
            "write",
            serde_json::to_string(asked)?,
        )
        .await?,
    )
}

/// Writes a row a request, keyed as ours are: text, without rowid, so that a row written is one row written.
#[durable_object]
pub struct OneRowObject {
    state: State,
    open: Cell<bool>,
}

impl DurableObject for OneRowObject {
    fn new(state: State, _env: Env) -> Self {
        Self {
            state,
            open: Cell::new(false),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let asked: Asked = serde_json::from_slice(&request.bytes().await?)?;
        let sql = self.state.storage().sql();
        if !self.open.replace(true) {
            let create = "CREATE TABLE IF NOT EXISTS row (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID";
            sql.exec(create, None)?;
        }
        let written = sql.exec(
            "INSERT INTO row (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            vec![SqlStorageValue::String(asked.row.clone()), SqlStorageValue::String(asked.value)],
        )?;
        crate::json(
            serde_json::json!({ "row": asked.row, "written": written.rows_written() }).to_string(),
        )
    }
}
