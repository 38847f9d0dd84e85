/** Passwords that are tried first. Length is the schema's business (ten characters at least); these are long enough and still known to everybody. */

/** What is wrong with a new password, as a sentence that says what to do; null when it may be used. */
export function passwordFault(password: string, username: string): string | null {
  const plain = password.toLowerCase();
  if (new Set(plain).size < 5) return 'use at least five different characters';
  if (password.trim() === '') return 'use more than spaces';
  const name = username.trim().toLowerCase();
  if (name.length >= 4 && plain.includes(name)) return 'leave the user name out of the password';
  return isCommon(plain) ? 'this password is one of the first that are tried: choose another' : null;
}

const alphabets = ['abcdefghijklmnopqrstuvwxyz', '01234567890123456789', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm', 'azertyuiopqsdfghjklmwxcvbn', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', '1q2w3e4r5t6y7u8i9o0p'];

function isCommon(plain: string): boolean {
  if (alphabets.some((row) => isPartOf(plain, row))) return true;
  if (commonWhole.has(plain) || isDoubled(plain)) return true;
  return [letters(plain), undisguised(letters(plain)), letters(undisguised(plain))].some((word) => commonWords.has(word));
}

/** "p@ssw0rd" is no better than the word. */
function undisguised(text: string): string {
  return text.replaceAll('@', 'a').replaceAll('$', 's').replaceAll('0', 'o').replaceAll('3', 'e').replaceAll('1', 'i').replaceAll('!', 'i');
}

function isPartOf(text: string, row: string): boolean {
  return row.includes(text) || Array.from(row).reverse().join('').includes(text);
}

/** "password" behind "Password2026!" and "123password": digits and signs around a word do not make it rare. */
function letters(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

function isDoubled(text: string): boolean {
  const half = text.slice(0, text.length / 2);
  return text.length % 2 === 0 && half + half === text && half.length <= 6;
}

const commonWords = new Set(
  'password passwort passord contraseña motdepasse mypassword newpassword thepassword passwordpassword welcome welcometo letmein iloveyou administrator administrador adminadmin admin root superuser supervisor manager changeme changemenow default defaultpassword temporary temppassword secret topsecret qwerty qwertyuiop qwertz azerty asdfghjkl abcdefg abcdefgh sunshine princess football baseball basketball superman batman starwars dragon monkey shadow master michael jennifer jordan charlie trustno trustnoone whatever computer internet samsung google facebook zentime timeclock webclock kiosk employee company test testtest testing guest login access spring summer autumn winter january february march april may june july august september october november december monday friday'.split(
    ' ',
  ),
);

const commonWhole = new Set(
  'q1w2e3r4t5 q1w2e3r4t5y6 1q2w3e4r5t zaq12wsxcde3 zaq1zaq1zaq1 a1b2c3d4e5 abcd123456 abc1234567 abcd1234abcd asdf123456 qwer123456 qwer1234qwer pass123word p@ssw0rd123 1234554321 9876543210 0987654321 1122334455 147258369 1472583690 123qweasdzxc qweasdzxc123 correcthorsebatterystaple'.split(
    ' ',
  ),
);
