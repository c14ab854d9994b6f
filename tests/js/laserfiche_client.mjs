// Laserfiche's client for JavaScript logs in at the stub in each way that it knows, as its own pages show it.
// node --import ./surroundings.mjs laserfiche_client.mjs
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const env = process.env;
const client = await import(pathToFileURL(env.LF_JS_CLIENT));
const wish = 'repository.Read repository.Write';
const back = 'http://localhost:7777/cb?x=1';

async function refused(status, call) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof client.ApiException, error);
    assert.equal(error.problemDetails.status, error.status);
    for (const member of ['type', 'title', 'operationId', 'instance', 'traceId']) {
      assert.ok(error.problemDetails[member], member);
    }
    assert.equal(error.status, status);
    return true;
  });
}

async function password() {
  const server = new client.SelfHostedTokenClient(`${env.LF_BASE_ADDRESS}/`);
  const login = { grant_type: 'password', username: env.LF_USER, password: env.LF_PASSWORD };
  const token = await server.createAccessToken(env.LF_REPOSITORY, login);
  assert.equal(token.token_type, 'bearer');
  assert.equal(token.expires_in, 900);
  await refused(401, () => server.createAccessToken(env.LF_REPOSITORY, { ...login, password: 'wrong' }));
  await refused(404, () => server.createAccessToken('unknown', login));

  const handler = new client.UsernamePasswordHandler(
    env.LF_REPOSITORY, env.LF_USER, env.LF_PASSWORD, env.LF_BASE_ADDRESS);
  const request = { headers: {} };
  await handler.beforeFetchRequestAsync('', request);
  assert.match(request.headers.Authorization, /^Bearer ./);
}

async function accessKey() {
  const cloud = new client.TokenClient(env.LF_DOMAIN);
  const key = env.LF_ACCESS_KEY;
  const token = await cloud.getAccessTokenFromServicePrincipal(env.LF_SERVICE_PRINCIPAL_KEY, key, wish);
  assert.equal(token.scope, wish);
  assert.equal(token.refresh_token, undefined);
  const parsed = JSON.parse(Buffer.from(key, 'base64'));
  const narrow = await cloud.getAccessTokenFromServicePrincipal(env.LF_SERVICE_PRINCIPAL_KEY, parsed, 'other.Scope');
  assert.equal(narrow.scope, undefined);
  await refused(401, () => cloud.getAccessTokenFromServicePrincipal('wrong', key));

  const handler = new client.OAuthClientCredentialsHandler(env.LF_SERVICE_PRINCIPAL_KEY, parsed);
  const request = { headers: {} };
  const { regionalDomain } = await handler.beforeFetchRequestAsync('', request);
  assert.equal(regionalDomain, env.LF_DOMAIN);
  assert.match(request.headers.Authorization, /^Bearer ./);
}

// What a browser does: it opens the address, and is sent back.
async function signIn(address, verifier, clientId) {
  const query = new URLSearchParams({
    response_type: 'code',
    redirect_uri: back,
    state: 'a state',
    scope: wish,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...clientId && { client_id: clientId },
  });
  const answer = await fetch(`${address}?${query}`, { redirect: 'manual' });
  const { searchParams } = new URL(answer.headers.get('Location'));
  assert.equal(searchParams.get('state'), 'a state');
  return searchParams.get('code');
}

async function code(tokens, address, id, secret) {
  const verifier = randomBytes(50).toString('base64url');
  const issued = await signIn(address, verifier, id);
  const first = await tokens.getAccessTokenFromCode(issued, back, id, secret, verifier);
  assert.equal(first.expires_in, 3600);
  const second = await tokens.refreshAccessToken(first.refresh_token, id, secret);
  assert.notEqual(second.refresh_token, first.refresh_token);
  // The client reports the status of the body, not that of the answer.
  await refused(400, () => tokens.refreshAccessToken(first.refresh_token, id, secret));
  await refused(400, () => tokens.refreshAccessToken(second.refresh_token, id, secret));
}

await password();
await accessKey();
const signInService = `https://signin.${env.LF_DOMAIN}/oauth/Authorize`;
await code(new client.TokenClient(env.LF_DOMAIN), signInService, 'web-app', env.LF_CLIENT_SECRET);
await code(new client.TokenClient(env.LF_DOMAIN), signInService, 'single-page-app');
// For a code the client posts to the bare address that it was given.
const route = `${env.LF_BASE_ADDRESS}/v2/Repositories/${encodeURIComponent(env.LF_REPOSITORY)}/Token`;
await code(new client.SelfHostedTokenClient(route), `${env.LF_BASE_ADDRESS}/v2/authorize`);
console.log('a password, an access key, three codes');
