//! One test for both databases.

use proc_macro::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, ItemFn, Meta, Token, parse_macro_input};

/// Makes two tests of an async function, `NAME::sqlite` and `NAME::postgres`. Each calls it with fresh databases of that engine,
/// one for each argument. The type of an argument is one that implements `store::testing::Fresh`. Without a PostgreSQL server,
/// `NAME::postgres` says so and passes.
///
/// ```ignore
/// #[both_databases]
/// async fn a_note_is_kept(database: TestDb) {
///     let world = World::make(&database.db).await;
/// }
/// ```
///
/// The options are those of `#[tokio::test]`. `#[ignore]`, below this one, applies to both tests.
#[proc_macro_attribute]
pub fn both_databases(options: TokenStream, function: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options with Punctuated::<Meta, Token![,]>::parse_terminated);
    let mut function = parse_macro_input!(function as ItemFn);
    let is_ignored: Vec<Attribute> =
        function.attrs.extract_if(.., |one| one.path().is_ident("ignore")).collect();
    let name = &function.sig.ident;
    let test = |test, engine| {
        let (test, engine) = (format_ident!("{test}"), format_ident!("{engine}"));
        let databases = function.sig.inputs.iter().map(|_| quote!(engine.fresh().await));
        quote! {
            #[::tokio::test(#options)]
            #(#is_ignored)*
            async fn #test() {
                let engine = ::store::testing::Engine::#engine;
                if engine.is_there() {
                    super::#name(#(#databases),*).await;
                }
            }
        }
    };
    let (sqlite, postgres) = (test("sqlite", "Sqlite"), test("postgres", "Postgres"));
    // A function and a module may have the same name. The function stays where it is, so that its paths mean the same.
    quote! {
        #function

        mod #name {
            #sqlite
            #postgres
        }
    }
    .into()
}
