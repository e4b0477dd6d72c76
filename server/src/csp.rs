//! The Content Security Policy.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy for pages. It allows scripts of the portal itself and those inside the pages, by their hashes. It allows
/// nothing from elsewhere, and no frames around the pages.
pub fn policy(pages: &str) -> String {
    let mut scripts = vec!["'self'".to_owned()];
    scripts.extend(inline_scripts(pages).map(|script| format!("'{}'", hash(script))));
    let scripts = scripts.join(" ");
    format!(
        "default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

fn hash(script: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(script)))
}

/// The text between `<script …>` and `</script>`, to the byte. The pages are the project's own, made by Trunk.
fn inline_scripts(pages: &str) -> impl Iterator<Item = &str> {
    pages.split("<script").skip(1).filter_map(|rest| {
        let (_, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!script.is_empty()).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_their_hash_and_no_others() {
        let page =
            "<html><script src=\"/head.js\"></script><script type=\"module\">\nrun()\n</script></html>";
        assert_eq!(inline_scripts(page).collect::<Vec<_>>(), ["\nrun()\n"]);
        let policy = policy(page);
        assert!(policy.contains(&hash("\nrun()\n")), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        // The hash of the empty script, from the standard's examples.
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }
}
