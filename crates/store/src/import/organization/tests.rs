use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::db::entity::{event, organization, partner_assignment};
use crate::import::testing::{File, changes, counts, refusals, totals};
use crate::import::{Importer, Kind, apply};
use crate::people::{self, PredefinedRole};
use crate::testing::{NOW, TestDb, World, both_databases};

fn file(text: &str) -> File {
    File::new(Kind::Organizations, text)
}

const CHAIN: &str = "Company,Type,Main organization,Distributor,Reseller\n\
    Branch,,Head,Dist,Shop\n\
    Head,customer,,Dist,Shop\n\
    Shop,Reseller,,Dist,\n\
    Dist,distributor,,,\n\
    Walk-in,,,,shop\n";

#[both_databases]
async fn organizations_are_added_once_in_any_order(database: TestDb) {
    let plan = file(CHAIN).apply(&database.db).await;
    assert_eq!(totals(&plan), [5, 0, 0, 0], "{:?}", refusals(&plan));
    let named =
        async |name: &str| people::organization_named(database.db.connection(), name).await.unwrap().unwrap();
    let (head, branch, shop, dist) =
        (named("Head").await, named("Branch").await, named("Shop").await, named("Dist").await);
    assert_eq!((branch.parent_id, head.parent_id), (Some(head.id), None));
    assert_eq!((shop.kind.as_str(), dist.kind.as_str()), ("reseller", "distributor"));
    let sold = async |name: &str| {
        let id = named(name).await.id;
        let found = partner_assignment::Entity::find().filter(partner_assignment::Column::CustomerId.eq(id));
        let found = found.one(database.db.connection()).await.unwrap().unwrap();
        (found.partner_id, found.reseller_id)
    };
    assert_eq!(sold("Head").await, (dist.id, Some(shop.id)));
    assert_eq!(sold("Walk-in").await, (shop.id, None));
    assert_eq!(sold("Shop").await, (dist.id, None));
    for predefined in PredefinedRole::ALL {
        people::predefined_role(&database.db, head.id, predefined).await.unwrap();
    }
    let after = counts(&database.db).await;
    assert_eq!(totals(&file(CHAIN).apply(&database.db).await), [0, 0, 5, 0]);
    assert_eq!(counts(&database.db).await, after, "the same file again changes nothing");
}

#[both_databases]
async fn what_changes_is_told(database: TestDb) {
    let world = World::make(&database.db).await;
    let moved = "name,kind,parent,partner,reseller\n\
        Direct Customer,,,Distributor,Reseller\n\
        Other Customer,,,Distributor,\n\
        Other Distributor,reseller,,,\n\
        customer,,,,Reseller\n";
    let plan = file(moved).apply(&database.db).await;
    assert_eq!(totals(&plan), [0, 3, 1, 0], "{:?}", refusals(&plan));
    assert_eq!(changes(&plan.rows[0]), ["Reseller:  -> Reseller"]);
    assert_eq!(changes(&plan.rows[1]), ["Partner: Other Distributor -> Other Distributor, Distributor"]);
    assert_eq!(changes(&plan.rows[2]), ["Kind: distributor -> reseller"]);
    let told = event::Entity::find().filter(event::Column::OrganizationId.eq(world.direct_customer));
    let told = told
        .filter(event::Column::Kind.eq("organization-changed"))
        .one(database.db.connection())
        .await
        .unwrap();
    assert_eq!(told.unwrap().new, "Reseller: Reseller");
    assert_eq!(totals(&file(moved).plan(&database.db).await), [0, 0, 4, 0]);
}

#[both_databases]
async fn what_does_not_go_together_is_refused(database: TestDb) {
    World::make(&database.db).await;
    let bad = "name,kind,parent,partner,reseller\n\
        A,,B,,\n\
        B,,A,,\n\
        C,,C,,\n\
        D,,Customer North,,\n\
        Customer,,Direct Customer,,\n\
        Distributor,customer,,,\n\
        V,vendor,,,\n\
        W,vendor,,,\n\
        E,,,Customer,Distributor\n\
        F,distributor,,Distributor,\n\
        G,,,Reseller,Reseller\n\
        H,guild,,,\n\
        I,,H,,\n\
        V,vendor,,,\n\
        J,,I,,\n\
        K,,,,\n";
    let plan = file(bad).plan(&database.db).await;
    let refused = refusals(&plan);
    let expected = [
        "2: Parent (column “parent”): “B” is a sub-organization of “A”; a parent must be a main organization.",
        "3: Parent (column “parent”): “A” is a sub-organization of “B”; a parent must be a main organization.",
        "4: Parent (column “parent”): is the organization itself; specify another one, or none.",
        "5: Parent (column “parent”): “Customer North” is a sub-organization of “Customer”; a parent must be a main organization.",
        "6: Parent (column “parent”): has sub-organizations, and so can't become one.",
        "7: Kind (column “kind”): has assigned customers, so it must remain a distributor or reseller.",
        "8: Kind (column “kind”): There is one vendor per installation, “W”. Specify customer, reseller or \
         distributor.",
        "9: Kind (column “kind”): There is one vendor per installation, “V”. Specify customer, reseller or \
         distributor.",
        "10: Partner (column “partner”): “Customer” is a customer; a partner must be a distributor or reseller.",
        "10: Reseller (column “reseller”): “Distributor” is a customer, not a reseller.",
        "11: Partner (column “partner”): “Distributor” is a customer; a partner must be a distributor or reseller.",
        "12: Reseller (column “reseller”): The partner “Reseller” is a reseller itself; specify one of the two.",
        "13: Kind (column “kind”): “guild” is not one of the words allowed here: customer, reseller, distributor, vendor.",
        "14: Parent (column “parent”): There is no organization named “H”, neither here nor in the accepted rows.",
        "15: Name (column “name”): “V” is already on line 8 with the same values.",
        "16: Parent (column “parent”): “I” is a sub-organization of “H”; a parent must be a main organization.",
    ];
    assert_eq!(refused, expected);
    assert_eq!(totals(&plan), [1, 0, 0, 15]);
    let before = counts(&database.db).await;
    apply(&database.db, Importer::CommandLine, file(bad).request(), true, [0; 32], NOW).await.unwrap();
    assert_eq!(counts(&database.db).await[0], before[0] + 1, "K alone is taken");
}

#[both_databases]
async fn the_vendor_is_imported_once(database: TestDb) {
    file("name,kind\nMaker,vendor\n").apply(&database.db).await;
    let plan = file("name,kind\nMaker,customer\nOther,vendor\n").plan(&database.db).await;
    assert_eq!(
        refusals(&plan),
        [
            "2: Kind (column “kind”): is a vendor now; an import can't make it a vendor or change a vendor's kind.",
            "3: Kind (column “kind”): There is one vendor per installation, “Maker”. Specify customer, reseller or \
             distributor."
        ]
    );
    let under = "name,kind,parent\nHead,,\nMaker,,Head\n";
    assert_eq!(
        refusals(&file(under).plan(&database.db).await),
        ["3: Parent (column “parent”): is given for the vendor, which must remain a main organization."]
    );
}

#[both_databases]
async fn sub_organizations_follow_their_main_one_to_its_partners(database: TestDb) {
    World::make(&database.db).await;
    let named =
        async |name: &str| people::organization_named(database.db.connection(), name).await.unwrap().unwrap();
    let sold = async |name: &str| {
        let id = named(name).await.id;
        let found = partner_assignment::Entity::find()
            .filter(partner_assignment::Column::CustomerId.eq(id))
            .order_by_asc(partner_assignment::Column::PartnerId);
        let found = found.all(database.db.connection()).await.unwrap();
        found.into_iter().map(|row| (row.partner_id, row.reseller_id)).collect::<Vec<_>>()
    };
    let text = "name,kind,parent,partner,reseller\n\
        East,,Direct Customer,,\n\
        West,,Direct Customer,Distributor,Reseller\n\
        Direct Customer,,,Other Distributor,\n\
        Customer,,,Distributor,Shop\n\
        Shop,reseller,,,\n\
        Corner,reseller,Direct Customer,,\n";
    let plan = file(text).apply(&database.db).await;
    assert_eq!(totals(&plan), [4, 2, 0, 0], "{:?}", refusals(&plan));
    let (first, other) = (named("Distributor").await.id, named("Other Distributor").await.id);
    assert_eq!(sold("Direct Customer").await, [(first, None), (other, None)]);
    assert_eq!(sold("East").await, [(first, None), (other, None)]);
    let reseller = named("Reseller").await.id;
    assert_eq!(sold("West").await, [(first, Some(reseller)), (other, None)]);
    assert_eq!(sold("Corner").await, [(first, None), (other, None)]);
    // It was not assigned like the customer, and stays as it is.
    assert_eq!(sold("Customer North").await, []);
    let after = counts(&database.db).await;
    assert_eq!(totals(&file(text).apply(&database.db).await), [0, 0, 6, 0]);
    assert_eq!(counts(&database.db).await, after, "the same file again changes nothing");
}

#[both_databases]
async fn a_name_that_looks_like_another_is_refused(database: TestDb) {
    World::make(&database.db).await;
    // Lines 2 and 4 have a Cyrillic letter.
    let plan = file("name,kind\n\u{421}ustomer,customer\nFresh,customer\nFr\u{435}sh,customer\n");
    let refused = refusals(&plan.plan(&database.db).await).join("\n");
    assert!(refused.contains("looks like “Customer”"), "{refused}");
    assert!(refused.contains("“Fr\u{435}sh” looks like the name on line 3"), "{refused}");
}

/// Marks an organization's name as chosen by itself.
async fn self_named(db: &crate::Db, id: i64) {
    let row = organization::ActiveModel { id: Set(id), named_by_itself: Set(true), ..Default::default() };
    row.update(db.connection()).await.unwrap();
}

#[both_databases]
async fn nothing_is_assigned_by_a_name_that_an_organization_gave_itself(database: TestDb) {
    let world = World::make(&database.db).await;
    for id in [world.customer, world.distributor, world.reseller] {
        self_named(&database.db, id).await;
    }
    for (field, label, name) in [
        ("parent", "Parent", "Customer"),
        ("partner", "Partner", "Distributor"),
        ("reseller", "Reseller", "Reseller"),
    ] {
        let plan = file(&format!("name,{field}\nNew One,{name}\n")).plan(&database.db).await;
        let refused = refusals(&plan).join("\n");
        let start =
            format!("2: {label} (column “{field}”): “{name}” is a name that an organization gave itself.");
        assert!(refused.starts_with(&start), "{refused}");
    }
}

#[both_databases]
async fn two_organizations_from_before_whose_names_fold_alike_stay_two(database: TestDb) {
    let connection = database.db.connection();
    for name in ["Acme", "ACME"] {
        let row = organization::ActiveModel {
            name_alike: Set(format!("{name}\nold")),
            name_shape: Set(format!("{name}\nold")),
            kind: Set("customer".to_owned()),
            created_at: Set(NOW),
            ..organization::ActiveModel::named(name)
        };
        organization::Entity::insert(row).exec_without_returning(connection).await.unwrap();
    }
    let text = "name,kind\nACME,reseller\nAcme,\n";
    let plan = file(text).apply(&database.db).await;
    assert_eq!(totals(&plan), [0, 1, 1, 0], "{:?}", refusals(&plan));
    let sub = file("name,kind,parent\nAcme,,ACME\n").plan(&database.db).await;
    assert_eq!(totals(&sub), [0, 1, 0, 0], "{:?}", refusals(&sub));
}
