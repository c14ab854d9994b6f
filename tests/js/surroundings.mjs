// What a bundler and the net give Laserfiche's client elsewhere; the client itself stays as it was published.
import { register } from 'node:module';
import dns from 'node:dns';

register('./resolve.mjs', import.meta.url);

// The client makes 'signin.DOMAIN' of a domain; names below '.test' are nobody's, and here they are this machine.
const lookup = dns.lookup;
dns.lookup = (name, options, callback) => {
  const given = typeof options === 'function' ? { callback: options } : { options, callback };
  const here = name.endsWith('.test') ? '127.0.0.1' : name;
  return lookup.call(dns, here, given.options ?? {}, given.callback);
};
