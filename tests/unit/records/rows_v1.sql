INSERT INTO "budget_component" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,0,'noise','','A','normal',0.1,-2.0,11.5);
INSERT INTO "budget_component" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,1,'pixel size','cal-7','B','u_shaped',3.99995546873073e-320,1.0,9e999);
INSERT INTO "caveat" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,0,'slanted_edge.saturated','5 % of the pixels');
INSERT INTO "caveat" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,1,'transfer','unknown');
INSERT INTO "curve" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'mtf','{"plane":"red"}','cycles/px','1',X'00000000000000009A9999999999B93F9A9999999999C93F',X'000000000000F03FCDCCCCCCCCCCEC3F5FF64637DD9ABF3F',X'7B14AE47E17A843F7B14AE47E17A943FB81E85EB51B89E3F');
INSERT INTO "curve" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',1,'lsf','{}','px','1',X'000000000000F0BF0000000000000000000000000000F03F',X'0000000000000000000000000000F03F0000000000000000',X'');
INSERT INTO "document" VALUES('0d583dc2fc3e3d80971f2e06a536aa4d39a6fc0151f4f1b47a6b95ce4a2094af','protocol: edge-check
version: "1"
');
INSERT INTO "document" VALUES('25ecdc5ba0e07328dcd45880dae4812f05c3ed180c5eb4744679c9fecd628cc7','scope: ofm-07
');
INSERT INTO "document" VALUES('6940617333a0b95f03dbeddf1ad21fbeec153573d0e0dcd37c686eb0c96754e5','slide: chrome-3
');
INSERT INTO "evaluation" VALUES('01a212df-40cc-7116-9441-753e115c907d','01a212df-4084-734c-b58b-04b18434ffa1','edge',0,'slanted_edge','slanted_edge/spline',1,'sha256:3446a4fdf8e590a26b1901254636a1c9f92f296a4fb2cf2d59e0008825f64db4',NULL);
INSERT INTO "evaluation" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2','01a212df-4084-734c-b58b-04b18434ffa1','edge',0,'slanted_edge','slanted_edge/spline',3,'sha256:ba70d14364805d706705754bb205842bcf203680f7646836265dcac8dae10f84','01a212df-40cc-7116-9441-753e115c907d');
INSERT INTO "failure" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'slanted_edge.no_edge','Nothing in the blue plane.','Focus again.');
INSERT INTO "frame" VALUES('01a212df-409c-742f-985f-4677ca14390d',0,'01a212df-4084-734c-b58b-04b18434ffa1','edge',0,0,'',0,'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc','{"exposure":"20 ms"}');
INSERT INTO "input_file" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'bench/edge.tif','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
INSERT INTO "input_file" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',1,'b.tif','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb');
INSERT INTO "item" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'edge-1','["near_border","dim"]','{"plane":"red"}');
INSERT INTO "item" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',1,'','[]','{}');
INSERT INTO "item_position" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'x',412.31);
INSERT INTO "item_position" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'y',77.02);
INSERT INTO "item_position" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'z',30.15);
INSERT INTO "item_value" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'angle',5.0,'deg',0.01);
INSERT INTO "item_value" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'contrast',0.7,'1',NULL);
INSERT INTO "journal" VALUES('01a212df-40b4-7135-8cf7-c37fdc1fa5b4','01a212df-4084-734c-b58b-04b18434ffa1','2026-11-23T00:00:00Z','edge',0,'measured','');
INSERT INTO "overlay" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,0,'edge-1','edge',0,X'000000000000F83F0000000000000440',X'000000000000D03F000000000000E03F');
INSERT INTO "overlay" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,1,'edge-1','region',1,X'0000000000000000000000000000F03F000000000000F03F',X'00000000000000000000000000000000000000000000F03F');
INSERT INTO "parameter" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2','note','12 µm, "quoted"
');
INSERT INTO "parameter" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2','region','');
INSERT INTO "peer" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'peer.somebody.mtf50',0.31,'cycles/px');
INSERT INTO "person" VALUES('01a212df-4085-756d-abf7-5a25c837aba4','Ada');
INSERT INTO "picture" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'found',3,2,4.5,X'00017F80FEFF');
INSERT INTO "picture" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',1,'empty',0,0,1.0,X'');
INSERT INTO "record" VALUES(1,'01a212df-4084-734c-b58b-04b18434ffa1','01a212df-4086-715e-a77f-05d2508974ce',1,'run','0ab52d5111f946fbb8b6179293dc8412bd49ac39825cc34932d68fbdaf3ae673','0000000000000000000000000000000000000000000000000000000000000000','8b68d8a865dab258bd3f05f37ba53456c697ee373115d512cd12dea5a92e63dd');
INSERT INTO "record" VALUES(2,'01a212df-409c-742f-985f-4677ca14390d','01a212df-4086-715e-a77f-05d2508974ce',2,'frames','a2e7b0bbbf9d9baf96960a5541d17e900af13e4e670db6d50afe79ac4d145b27','8b68d8a865dab258bd3f05f37ba53456c697ee373115d512cd12dea5a92e63dd','273cbf4b7f77310789b827eaae300a36b9029131d7881a95cc31bd0f69a4bd40');
INSERT INTO "record" VALUES(3,'01a212df-40b4-7135-8cf7-c37fdc1fa5b4','01a212df-4086-715e-a77f-05d2508974ce',3,'journal','bf1ff73b8dde0164bd3debdff87f3184acfa051ca5ec92b7f80df0c9ebd374d7','273cbf4b7f77310789b827eaae300a36b9029131d7881a95cc31bd0f69a4bd40','3cfdf0d99ffd69278becb6756cc80562d03e5bb279275a2bd05a2025a6ff2ba9');
INSERT INTO "record" VALUES(4,'01a212df-40cc-7116-9441-753e115c907d','01a212df-4086-715e-a77f-05d2508974ce',4,'evaluation','624067d269ceb9c1699edbda652e5855ffbe831cbc16dacb91b18d13cbe3a4f5','3cfdf0d99ffd69278becb6756cc80562d03e5bb279275a2bd05a2025a6ff2ba9','2ef2aafc61e5723ac649b2a8c74e7adc9a561d91a63df2c0537896971d2c7844');
INSERT INTO "record" VALUES(5,'01a212df-40e4-7249-8bfb-3d7bcf70b3f2','01a212df-4086-715e-a77f-05d2508974ce',5,'evaluation','bcd6c36acc4620a5fd082b6b4cc0e450022c1efa56206575e7ad18f412dac729','2ef2aafc61e5723ac649b2a8c74e7adc9a561d91a63df2c0537896971d2c7844','399b8b6415575383cdb5283dbd1987aa77e18a36dba01a4b52d41944227ef0a1');
INSERT INTO "record" VALUES(6,'01a212df-40fc-7679-b41b-0a3e28d4d7f5','01a212df-4086-715e-a77f-05d2508974ce',6,'run_end','b928a955dc864c13369cb00034990c7932f8ec9edbcc467531e0f68b2cad9325','399b8b6415575383cdb5283dbd1987aa77e18a36dba01a4b52d41944227ef0a1','cb22e4528ce93a7706e336e0b6992b9284fe365b3452540530f3e675f16cd9c3');
INSERT INTO "result" VALUES('01a212df-40cc-7116-9441-753e115c907d',0,'mtf50','estimate',0.2,'cycles/px',0.001,9e999,0.95,0.198,0.202,1,'{}');
INSERT INTO "result" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',0,'mtf50','estimate',3.00000000000000044408e-01,'cycles/px',3.33333333333333314829e-01,17.25,0.9,-0.1,1.0e-300,200,'{"edge":"edge-1","plane":"red"}');
INSERT INTO "result" VALUES('01a212df-40e4-7249-8bfb-3d7bcf70b3f2',1,'hot_pixels','statistic',12.0,'1',0.0,9e999,0.95,0.0,0.0,16,'{}');
INSERT INTO "run" VALUES('01a212df-4084-734c-b58b-04b18434ffa1','2026-11-25T13:22:30.661Z','ofm-07','{"id":"ofm-07","manufacturer":"OpenFlexure","model":"v7","serial_number":"SN µ-1","objective":{"manufacturer":"Acme","model":"Plan","serial_number":"obj-1","nominal_magnification":20.0,"lens_na":{"value":0.4,"standard_uncertainty":0.0033333333333333335,"distribution":"rectangular","degrees_of_freedom":12.0,"id":"data sheet"},"immersion":"air"},"condenser_na":{"value":0.25,"distribution":"normal"},"detector":{"manufacturer":"Sony","model":"IMX219","serial_number":"cam-1","pixel_pitch_um":1.12},"channels":[{"name":"bf","wavelength_um":{"value":0.55,"standard_uncertainty":0.023100000000000002,"distribution":"normal"}},{"name":"empty"}]}','hospital-2','01a212df-4085-756d-abf7-5a25c837aba4','{"temperature":"22.5 degC"}','0.1.0','test');
INSERT INTO "run_document" VALUES('01a212df-4084-734c-b58b-04b18434ffa1',0,'protocol','edge-check','1','0d583dc2fc3e3d80971f2e06a536aa4d39a6fc0151f4f1b47a6b95ce4a2094af');
INSERT INTO "run_document" VALUES('01a212df-4084-734c-b58b-04b18434ffa1',1,'scope','ofm-07','2','25ecdc5ba0e07328dcd45880dae4812f05c3ed180c5eb4744679c9fecd628cc7');
INSERT INTO "run_document" VALUES('01a212df-4084-734c-b58b-04b18434ffa1',2,'slide','chrome-3','','6940617333a0b95f03dbeddf1ad21fbeec153573d0e0dcd37c686eb0c96754e5');
INSERT INTO "run_end" VALUES('01a212df-40fc-7679-b41b-0a3e28d4d7f5','01a212df-4084-734c-b58b-04b18434ffa1','2026-11-25T13:22:30.780Z','aborted');
INSERT INTO "writer" VALUES('01a212df-4086-715e-a77f-05d2508974ce','01a212df-4084-734a-b4ff-6db3ad7eef22','2026-11-25T13:22:30.662Z');
