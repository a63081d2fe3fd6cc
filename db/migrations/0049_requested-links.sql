-- A link that somebody asks for on the sign-in page stands beside one that an admin made. Versions before delete all links of a user.
drop index user_links_user_id;
create index user_links_user_id on user_links (user_id);
