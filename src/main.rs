//! temporary
use allotment::*;
use std::path::*; use std::sync::Arc;
fn main(){
 let a:Vec<String>=std::env::args().collect();
 let get=|k:&str|a.iter().position(|x|x==k).map(|i|a[i+1].clone());
 let root=PathBuf::from(get("--root").unwrap()); let out=PathBuf::from(get("--output").unwrap());
 let t0=std::time::Instant::now();
 let config=config::parse("title=\"Garden\"\n","site.toml").unwrap();
 let theme=theme::load(&theme::Choice{folder:None,name:"default",language:"en",accent:None,font:"sans"}).unwrap();
 let scan=source::scan(&source::Selection{content:&root,exclude:&[],skip:&[]});
 let history=source::history(&root);
 let opt=note::Options{opt_in:false,created:config.dates.created.clone(),updated:config.dates.updated.clone()};
 eprintln!("scan {:?}",t0.elapsed());
 use rayon::prelude::*;
 let notes:Vec<_>=scan.notes.par_iter().map(|f|Arc::new(note::read(&f.path,&f.bytes,&opt))).collect();
 eprintln!("read {:?}",t0.elapsed());
 let r:&Path=&root;
 let b=site::build(&site::Inputs{config:&config,theme:&theme,notes:&notes,files:&scan.files,attachments:&r,history:&history},&Default::default(),&|_,_|false).unwrap();
 eprintln!("build {:?} {:?}",t0.elapsed(),b.stats);
 let t=output::open(&out,&root,&root,&mut||{}).unwrap();
 t.write(&b.files).unwrap();
 eprintln!("write {:?}",t0.elapsed());
 if a.iter().any(|x|x=="json"){ for d in scan.diagnostics.iter().chain(&b.diagnostics){ println!("{}",serde_json::json!({"code":d.code.as_str(),"severity":"warning","path":d.location.as_ref().map(|l|l.path.clone()),"line":d.location.as_ref().map(|l|l.line),"message":d.message})); } }
}
