//! The signed copy of a contract, and whatever else belongs to it.

use domain::{
    AppError, ContractId, CustomerId,
    attachment::{FilesMay, FilesOf},
    contract::ContractInput,
    customer::{Directory, MergeRequest},
    permission::{Action, Resource},
};
use test_support::{
    Scope, TestServices, each_database,
    files::{PDF, PNG},
};

use super::Lease;
use crate::support::refusal;

each_database!(
    a_signed_copy_belongs_to_its_contract,
    files_of_a_contract_are_for_those_who_see_it,
    files_stay_when_their_draft_goes,
    files_go_back_with_their_contract
);

fn of(customer: CustomerId, contract: ContractId) -> FilesOf {
    FilesOf { customer, contract: Some(contract) }
}

fn all_of(customer: CustomerId) -> FilesOf {
    FilesOf { customer, contract: None }
}

async fn a_signed_copy_belongs_to_its_contract(on: &TestServices) {
    let lease = Lease::new(on).await;
    let (admin, guest) = (&lease.till.inn.admin, lease.till.inn.guest);
    let id = lease.active().await;
    let signed = on.try_to_file(admin, of(guest, id), "bản ký.pdf", PDF).await.unwrap();
    let other = on.attach(admin, guest, "ảnh.png", PNG).await;
    let list = async |of: FilesOf| on.attachments().list(admin, of, false, None).await;
    let rows = list(of(guest, id)).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [signed]);
    let all = list(all_of(guest)).await.unwrap().rows;
    let told: Vec<_> = all.iter().map(|row| (row.id, row.contract.as_ref().map(|it| (it.id, &*it.name)))).collect();
    assert_eq!(told, [(other, None), (signed, Some((id, "HT000001")))]);
    assert_eq!(lease.read(id).await.files, Some(FilesMay { create: true, delete: true }));
    // A contract of somebody else has none of this customer's.
    let stranger = on.named(admin, "Lê Khách").await.id;
    assert_eq!(refusal(list(of(stranger, id)).await), AppError::NotFound);
    let refused = on.try_to_file(admin, of(stranger, id), "bản ký.pdf", PDF).await;
    assert_eq!(refusal(refused), AppError::NotFound);
}

async fn files_of_a_contract_are_for_those_who_see_it(on: &TestServices) {
    let lease = Lease::new(on).await;
    let guest = lease.till.inn.guest;
    let id = lease.draft().await;
    on.try_to_file(&lease.till.inn.admin, of(guest, id), "bản ký.pdf", PDF).await.unwrap();
    let (view, files) = (&[Action::View], &[Action::View, Action::Create]);
    let hidden = AppError::Forbidden { action: Action::View, resource: Resource::Contracts };
    let clerk = on.user("Lan").may(Scope::All, Resource::Attachments, files).sign_in().await;
    assert_eq!(refusal(on.attachments().list(&clerk, of(guest, id), false, None).await), hidden);
    assert_eq!(refusal(on.try_to_file(&clerk, of(guest, id), "bản ký.pdf", PDF).await), hidden);
    let rows = on.attachments().list(&clerk, all_of(guest), false, None).await.unwrap().rows;
    assert_eq!((rows.len(), &rows[0].contract), (1, &None));
    let apart = on.user("Mai").may(Scope::All, Resource::Attachments, files);
    let apart = apart.may(Scope::Own, Resource::Contracts, view).sign_in().await;
    assert_eq!(refusal(on.attachments().list(&apart, of(guest, id), false, None).await), AppError::NotFound);
    // Whoever sees the contract alone sees none of its files.
    let reader = on.user("Sen").may(Scope::All, Resource::Contracts, view).sign_in().await;
    assert_eq!(on.contracts().read(&reader, id).await.unwrap().files, None);
    let both = on.user("Tú").may(Scope::All, Resource::Contracts, view);
    let both = both.may(Scope::All, Resource::Attachments, files).sign_in().await;
    let may = Some(FilesMay { create: true, delete: false });
    assert_eq!(on.contracts().read(&both, id).await.unwrap().files, may);
}

async fn files_stay_when_their_draft_goes(on: &TestServices) {
    let lease = Lease::new(on).await;
    let (admin, guest) = (&lease.till.inn.admin, lease.till.inn.guest);
    let id = lease.draft().await;
    let kept = on.try_to_file(admin, of(guest, id), "bản thảo.pdf", PDF).await.unwrap();
    on.contracts().discard(admin, id).await.unwrap();
    let rows = on.attachments().list(admin, all_of(guest), false, None).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| (row.id, row.contract.clone())).collect::<Vec<_>>(), [(kept, None)]);
}

async fn files_go_back_with_their_contract(on: &TestServices) {
    let lease = Lease::new(on).await;
    let (admin, guest) = (&lease.till.inn.admin, lease.till.inn.guest);
    let other = on.named(admin, "Lê Khách").await.id;
    let theirs = ContractInput { customer: other, space: None, ..lease.input() };
    let id = lease.try_to_draft(&theirs).await.unwrap().id;
    let request =
        MergeRequest { survivor: guest, survivor_version: 1, other, other_version: 1, take: Default::default() };
    let individuals = on.customers(Directory::Individuals);
    let merge = individuals.merge(admin, &request).await.unwrap().merge;
    let signed = on.try_to_file(admin, of(guest, id), "bản ký.pdf", PDF).await.unwrap();
    individuals.unmerge(admin, guest, merge).await.unwrap();
    let rows = on.attachments().list(admin, of(other, id), false, None).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [signed]);
    assert_eq!(on.attachments().list(admin, all_of(guest), false, None).await.unwrap().rows, []);
}
