"""Routes of the orders API."""

from fastapi import FastAPI
from sqlalchemy import text

from orders_api.database import Session

api = FastAPI()


@api.get("/orders/{number}")
async def order(number: int) -> dict[str, object]:
    async with Session() as session:
        row = (await session.execute(text("SELECT * FROM orders WHERE number = :number"), {"number": number})).one()
    return dict(row._mapping)
