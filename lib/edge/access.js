import cf from 'cloudfront';
import crypto from 'crypto';
const store = cf.kvs();
// Lets requests pass that have the password, or the header of the canary and the smoke test. Salted hashes of both are in the store, and
// kasha password writes them. Without them, nobody passes. What proves the right is not sent on.
async function access(request) {
  const authorization = request.headers.authorization, header = request.headers['HEADER'];
  delete request.headers.authorization;
  delete request.headers['HEADER'];
  const basic = authorization ? /^basic +([a-z0-9+\/]+=*) *$/i.exec(authorization.value) : null;
  const credentials = basic ? Buffer.from(basic[1], 'base64').toString('utf8') : '';
  let passes = await known('pass', header ? header.value : '');
  if (!passes) {
    passes = await known('password', credentials.slice(credentials.indexOf(':') + 1));
  }
  return passes ? null : {
    statusCode: 401,
    statusDescription: 'Unauthorized',
    headers: {
      'www-authenticate': { value: 'Basic realm="This site is not public", charset="UTF-8"' },
      'cache-control': { value: 'no-store' },
    },
  };
}
// A value of the store is a salt, a colon, and the HMAC-SHA256 of the text with the salt as its key.
async function known(key, text) {
  if (text === '') {
    return false;
  }
  try {
    const value = await store.get(key), parts = value.split(':');
    return parts.length === 2 && parts[0] !== '' && crypto.createHmac('sha256', parts[0]).update(text).digest('hex') === parts[1];
  } catch (missing) {
    return false;
  }
}
