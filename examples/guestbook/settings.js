// A pod's settings, from its environment: the same names on a laptop and on AWS.

/** Reads the settings; throws one error that names everything that is missing or wrong. */
export function settings(variables) {
  const problems = [];
  const text = (name) => {
    const value = (variables[name] ?? '').trim();
    if (value === '') problems.push(`${name} is not set`);
    return value;
  };
  const port = (name, least) => {
    const value = text(name);
    const number = Number(value);
    const valid = Number.isInteger(number) && number >= least && number <= 65_535;
    if (value !== '' && !valid) problems.push(`${name} is not a port: ${value}`);
    return number;
  };

  const listener = { host: text('HOST'), port: port('PORT', 0) };
  const writer = { host: text('GUESTBOOK_DB_HOST'), port: port('GUESTBOOK_DB_PORT', 1) };
  const reader = { host: text('GUESTBOOK_DB_READ_HOST'), port: port('GUESTBOOK_DB_READ_PORT', 1) };
  const account = {
    database: text('GUESTBOOK_DB_NAME'),
    user: text('GUESTBOOK_DB_USER'),
    passwordFile: text('GUESTBOOK_DB_PASSWORD_FILE'),
    // User and password in one file, which a rotation replaces in one step; not everywhere.
    loginFile: variables.GUESTBOOK_DB_LOGIN_FILE,
  };
  if (problems.length > 0) throw new Error(problems.join(', '));
  return { listener, writer: { ...writer, ...account }, reader: { ...reader, ...account } };
}
