-- Words of a search, by the rules of each script: marks are dropped only where readers drop them, digits of all scripts are the same,
-- scripts without spaces are found by pairs of letters, and an emoji is a word. server/base/plain.ts has the same rules.

do $do$
declare
  unicode text := coalesce((select quote_ident(collname) from pg_collation where collname in ('pg_c_utf8', 'und-x-icu')
    order by collname limit 1), '"default"');
  -- The zeros of the scripts that have digits of their own.
  zeros int[] := array[x'0660'::int, x'06F0'::int, x'07C0'::int, x'0966'::int, x'09E6'::int, x'0A66'::int, x'0AE6'::int, x'0B66'::int,
    x'0BE6'::int, x'0C66'::int, x'0CE6'::int, x'0D66'::int, x'0DE6'::int, x'0E50'::int, x'0ED0'::int, x'0F20'::int, x'1040'::int,
    x'1090'::int, x'17E0'::int, x'1810'::int, x'1946'::int, x'19D0'::int, x'1A80'::int, x'1A90'::int, x'1B50'::int, x'1BB0'::int,
    x'1C40'::int, x'1C50'::int, x'A620'::int, x'A8D0'::int, x'A900'::int, x'A9D0'::int, x'A9F0'::int, x'AA50'::int, x'ABF0'::int];
  digits text := (select string_agg(chr(zero + n), '' order by zero, n) from unnest(zeros) zero, generate_series(0, 9) n);
  latin_digits text := repeat('0123456789', cardinality(zeros));
  -- Han, kana, Thai, Lao, Khmer, Burmese, and the letters of which flags are made.
  unspaced text := '\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\U00020000-\U0003ffff'
    || '\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecf\u1780-\u17d3\u17d7\u17dc\u17dd\u1000-\u103f\u1050-\u108f\u109a-\u109d\ua9e0-\ua9ef\uaa60-\uaa7f'
    || '\U0001f1e6-\U0001f1ff';
  emoji text := '\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff';
begin
  execute replace(replace(replace(replace(replace($make$
create or replace function plain_words(said text) returns text language plpgsql immutable parallel safe as $words$
declare
  pairs text;
begin
  said := left(said, 4096);
  if octet_length(said) = length(said) then
    said := lower(said);
  else
    said := lower(normalize(said, NFKD) collate UNICODE);
    -- What cannot be seen, forms of a sign, and colours of skin.
    said := regexp_replace(said, '[\u00ad\u0600-\u0605\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u20d0-\u20f0\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]+', '', 'g');
    -- Accents of Latin and Greek.
    said := regexp_replace(said, '([0-9a-z\u00df-\u024f\u0370-\u03ff])[\u0300-\u036f]+', '\1', 'g');
    if said ~ '[\u0400-\u06ff]' then
      said := regexp_replace(said, '(е)\u0308', '\1', 'g');
      said := regexp_replace(said, '([аеиоуыэюяєі])[\u0300\u0301]', '\1', 'g');
      -- Vowel points of Hebrew and Arabic, the hamza on an alef, the line that makes a word longer.
      said := regexp_replace(said, '[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]+|(?<=ا)[\u0653-\u0655]', '', 'g');
    end if;
    said := replace(replace(replace(translate(said, 'ıłøđħŧςکیىة', 'ilodhtσكييه'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
    if said ~ '[\u0660-\uabf9]' then
      said := translate(said, 'ALL_DIGITS', 'LATIN_DIGITS');
    end if;
    said := normalize(said, NFC);
    if said ~ '[UNSPACED]' then
      -- Each letter with the one after it: so a word is found wherever it stands, and by its first letter too.
      select string_agg(letter || coalesce(next, ''), ' ' order by run, place) into pairs
      from (select run, place, letter, lead(letter) over (partition by run order by place) as next
        from regexp_matches(said, '[UNSPACED]+', 'g') with ordinality runs (letters, run)
        cross join unnest(string_to_array(letters[1], null)) with ordinality each (letter, place)) l;
      said := regexp_replace(said, '[UNSPACED]+', ' ', 'g') || ' ' || pairs;
    end if;
    said := regexp_replace(said, '([EMOJI])', ' \1 ', 'g');
  end if;
  said := btrim(regexp_replace(said collate UNICODE, '[^[:alnum:]\u0300-\u036f\u0483-\u0487\u0653-\u0655\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3\u0f71-\u0f84\u0f90-\u0fbcUNSPACEDEMOJI]+', ' ', 'g'));
  if length(said) > 100 then
    said := regexp_replace(said, '([^ ]{100})[^ ]+', '\1', 'g');
  end if;
  return said;
end $words$ $make$, 'UNICODE', unicode), 'UNSPACED', unspaced), 'EMOJI', emoji), 'ALL_DIGITS', digits), 'LATIN_DIGITS', latin_digits);
end $do$;

-- They hold what the function said before.
reindex index messages_words;
reindex index contacts_words;
reindex index contact_identities_username;
