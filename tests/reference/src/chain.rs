//! The hops of a full enrollment with nothing done at any of them.
//!
//! Before the answer: KV is read, the enrollee object admits, the tenant object writes down, the enrollee object keeps. After
//! it, the enrollee object delivers what waits in its outbox: to the tenant object, the fleet index and KV.

use worker::{DurableObject, Env, Request, Response, Result, State, console_error, durable_object};

use crate::Asked;

const ANSWER: &str = "{}";
/// Hands on nothing when it is called.
const STEP: &str = "step";
/// Goes on to the others after it has answered.
const LAST: &str = "last";

/// The hops that the caller waits for.
pub async fn answer(env: &Env, asked: &Asked) -> Result<Response> {
    let _ = env.kv("PUBLISHED")?.get(&asked.object).text().await?;
    let hop = env.durable_object("HOP")?;
    crate::call(&hop, &asked.object, STEP, ANSWER.to_owned()).await?;
    crate::call(&hop, "tenant", STEP, ANSWER.to_owned()).await?;
    crate::json(crate::call(&hop, &asked.object, LAST, serde_json::to_string(asked)?).await?)
}

/// The hops that the caller does not wait for.
async fn deliver(env: &Env, key: &str) -> Result<()> {
    let hop = env.durable_object("HOP")?;
    crate::call(&hop, "tenant", STEP, ANSWER.to_owned()).await?;
    crate::call(&hop, "fleet-index", STEP, ANSWER.to_owned()).await?;
    env.kv("PUBLISHED")?.put(key, ANSWER)?.execute().await?;
    Ok(())
}

/// Answers, and does nothing.
#[durable_object]
pub struct HopObject {
    state: State,
    env: Env,
}

impl DurableObject for HopObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let body = request.bytes().await?;
        if request.path().ends_with(LAST) {
            let asked: Asked = serde_json::from_slice(&body)?;
            let env = self.env.clone();
            self.state.wait_until(async move {
                if let Err(error) = deliver(&env, &asked.row).await {
                    console_error!("the chain broke after the answer: {error}");
                }
            });
        }
        crate::json(ANSWER.to_owned())
    }
}
